using System.Collections.Concurrent;
using Baton.Conversations;
using Baton.Plumbing;
using Baton.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Conversations;

/// <summary>Jobs that the commit of a message hands over: begun at once, one of a conversation at a time, in order, and none forgotten.</summary>
public sealed class HandOverTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly ConcurrentQueue<(Guid, int)> _heard = new();
    private readonly TaskCompletionSource _gate = new();
    private Hub _hub = null!;
    private Saying _saying = null!;
    private Guid _held;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Words_are_heard_in_order_though_the_first_takes_long()
    {
        _held = await Begin();
        for (var n = 1; n <= 20; n++) await Say(_held, $"word {n}");

        var free = await Begin();
        await Say(free, "meanwhile");
        await Eventually.IsTrue(() => Task.FromResult(_heard.Contains((free, 1))), "the other conversation is heard");
        _heard.ShouldNotContain(heard => heard.Item1 == _held);

        _gate.SetResult();
        await Eventually.IsTrue(() => Task.FromResult(_heard.Count == 21), "all is heard");
        _heard.Where(heard => heard.Item1 == _held).Select(heard => heard.Item2).ShouldBe(Enumerable.Range(1, 20));
    }

    [Fact]
    public async Task More_than_there_is_room_for_is_heard_too_and_once()
    {
        _gate.SetResult();
        var conversations = new List<Guid>();
        for (var i = 0; i < 40; i++) conversations.Add(await Begin());

        await Task.WhenAll(from id in conversations from n in Enumerable.Range(1, 25) select Say(id, $"word {n}"));

        await Eventually.IsTrue(() => Task.FromResult(_heard.Count >= 1_000), "all is heard");
        foreach (var heard in _heard.GroupBy(heard => heard.Item1)) heard.Select(one => one.Item2).ShouldBe(Enumerable.Range(1, 25));
    }

    public async ValueTask InitializeAsync()
    {
        var reaction = new Reaction(Track.Talk, "hear", typeof(Said), _ => true, async (_, fact, _) =>
        {
            if (fact.Subject == _held) await _gate.Task;
            _heard.Enqueue((fact.Subject, fact.Number));
        });
        _hub = await Hub.Start(postgres, settings: new Dictionary<string, string?> { ["BATON_DEMO"] = "false" },
            change: services => services.AddSingleton(new Reactions([reaction])));
        _saying = _hub.Services.GetRequiredService<Saying>();
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private Task Say(Guid id, string text) => _saying.Say(id, new Utterance { From = Speaker.Visitor("Maria"), Text = text }, Ct);

    private Task<Guid> Begin() => _hub.BeginConversation();
}
