using Baton.Conversations;
using Baton.Plumbing;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Conversations;

/// <summary>Conversations that somebody holds: who speaks in them waits, and nobody else does.</summary>
public sealed class HeldTests(TestPostgres postgres) : IAsyncLifetime
{
    private Hub _hub = null!;
    private Saying _saying = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_many_are_held_the_others_go_on()
    {
        var held = new List<Guid>();
        for (var i = 0; i < 5; i++) held.Add(await _hub.BeginConversation());
        var free = await _hub.BeginConversation();
        await using var scope = _hub.Services.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(Ct);
        foreach (var id in held) await work.LockConversation(id);

        var waiting = held.Select(id => Say(id, "later")).ToArray();
        await Wait(5);
        (await Say(free, "now")).N.ShouldBe(1);
        waiting.ShouldAllBe(one => !one.IsCompleted);

        await work.DisposeAsync();
        (await Task.WhenAll(waiting)).ShouldAllBe(said => said.N == 1);
    }

    [Fact]
    public async Task Words_that_waited_keep_their_order()
    {
        var held = await _hub.BeginConversation();
        await using var scope = _hub.Services.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(Ct);
        await work.LockConversation(held);

        var first = Say(held, "first");
        await Wait(1);
        var others = Enumerable.Range(2, 40).Select(n => Say(held, $"word {n}")).ToArray();
        await work.DisposeAsync();

        (await first).N.ShouldBe(1);
        (await Task.WhenAll(others)).Select(said => said.N).Order().ShouldBe(Enumerable.Range(2, 40));
    }

    public async ValueTask InitializeAsync()
    {
        _hub = await Hub.Start(postgres, settings: new Dictionary<string, string?> { ["BATON_DEMO"] = "false" }, change: services => services.AddSingleton(new Reactions([])));
        _saying = _hub.Services.GetRequiredService<Saying>();
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private Task<Message> Say(Guid id, string text) => _saying.Say(id, new Utterance { From = Speaker.Visitor("Ann"), Text = text }, Ct);

    /// <summary>Until so many commits wait for whoever holds their conversations.</summary>
    private Task Wait(int count) => Eventually.Is(
        () => _hub.Read<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"), seen => seen[0] == count, $"{count} wait");
}
