using System.Text.Json;
using Baton.Conversations;
using Baton.Plumbing;
using Baton.Tests.House;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Baton.Tests.Channels;

/// <summary>The stream: everything once, in order, whatever happens to the line.</summary>
public sealed class DirectLineStreamTests(TestPostgres postgres) : IAsyncLifetime
{
    private Hub _hub = null!;
    private string _secret = "";

    [Fact]
    public async Task What_is_said_is_heard_with_the_id_of_the_answer()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        await using var socket = await ann.Listen();
        var bot = await _hub.GiveToBot(ann.Id);

        var id = await ann.Say("Hello", "c1");
        await _hub.BotSays(ann.Id, bot, "Hello Ann");

        (await socket.Hears(2)).ShouldBe(["Hello", "Hello Ann"]);
        socket.Heard[0].GetProperty("id").GetString().ShouldBe(id);
        socket.Watermark.ShouldBe("2");
    }

    [Fact]
    public async Task What_was_said_before_the_socket_opened_is_heard_too()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        for (var i = 0; i < 250; i++) await ann.Say($"{i}");
        await using var socket = await ann.Listen();
        (await socket.Hears(250)).ShouldBe(Enumerable.Range(0, 250).Select(i => (string?)$"{i}"));
    }

    [Fact]
    public async Task A_line_that_drops_again_and_again_loses_nothing_and_repeats_nothing()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        var speaking = Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++) await ann.Say($"{i}");
        }, TestContext.Current.CancellationToken);

        var heard = new List<string?>();
        var socket = await ann.Listen();
        while (heard.Count + socket.Heard.Count < 200)
        {
            await socket.Hears(Random.Shared.Next(1, 20)).WaitAsync(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            socket.Cut();
            await socket.Closed;
            heard.AddRange(socket.Texts);
            socket = await ann.Reconnect(heard.Count.ToString());
        }
        heard.AddRange(socket.Texts);
        await socket.DisposeAsync();

        await speaking;
        heard.ShouldBe(Enumerable.Range(0, 200).Select(i => (string?)$"{i}"));
    }

    [Fact]
    public async Task Without_a_watermark_only_what_comes_later_is_heard()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        await ann.Say("before");
        await using var socket = await ann.Reconnect(null);
        await ann.Say("after");
        (await socket.Hears(1)).ShouldBe(["after"]);
    }

    [Fact]
    public async Task A_second_socket_takes_over_from_the_first()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        await using var first = await ann.Listen();
        await ann.Say("one");
        await first.Hears(1);

        await using var second = await ann.Reconnect("1");
        await first.Closed.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
        await ann.Say("two");

        first.Goodbye.ShouldBe("collision");
        (await second.Hears(1)).ShouldBe(["two"]);
        first.Texts.ShouldBe(["one"]);
    }

    [Fact]
    public async Task Typing_goes_to_the_socket_only()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        await using var socket = await ann.Listen();
        await ann.Say("hm");
        await socket.Hears(1);

        await ann.Post(new { type = "typing", channelData = new { clientActivityID = "t1" } });
        await _hub.Services.GetRequiredService<Bulletin>().Hint(
            _hub.Services.GetRequiredService<NpgsqlDataSource>(), new Typing(ann.Id, TypingBy.Agent), TestContext.Current.CancellationToken);

        (await socket.Hears(3)).ShouldBe(["hm", "typing", "typing"]);
        socket.Heard[1].GetProperty("channelData").GetProperty("clientActivityID").GetString().ShouldBe("t1");
        socket.Heard[1].GetProperty("from").GetProperty("id").GetString().ShouldBe("dl_ann");
        socket.Heard[2].GetProperty("channelData").GetProperty("baton").GetProperty("from").GetString().ShouldBe("agent");
        socket.Watermark.ShouldBe("1");
    }

    [Fact]
    public async Task Notes_and_inner_events_take_a_number_and_are_not_heard()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        await using var socket = await ann.Listen();
        await _hub.SaysSystem(ann.Id, new Utterance { Kind = "note", From = Speaker.System, Text = "secret" });
        await ann.Say("hello");
        (await socket.Hears(1)).ShouldBe(["hello"]);
        socket.Watermark.ShouldBe("2");
    }

    [Fact]
    public async Task The_end_is_heard_and_the_line_stays_readable()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        await using var socket = await ann.Listen();
        await ann.Post(new { type = "endOfConversation" });
        await socket.Hears(1);
        socket.Heard[0].GetProperty("type").GetString().ShouldBe("endOfConversation");
        socket.Heard[0].GetProperty("code").GetString().ShouldBe("userCancelled");
    }

    [Fact]
    public async Task An_end_that_no_message_tells_of_is_heard_as_well()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        await using var socket = await ann.Listen();
        await using (var scope = _hub.Services.CreateAsyncScope())
        {
            await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(TestContext.Current.CancellationToken);
            await Ending.Close(work, await work.LockConversation(ann.Id), "gone");
            await work.Commit();
        }
        (await socket.Hears(1)).ShouldBe(["endOfConversation"]);
    }

    [Fact]
    public async Task What_is_said_at_once_is_told_with_rising_times_that_do_not_depend_on_where_one_begins()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        await using var socket = await ann.Listen();
        await _hub.SaysSystem(ann.Id, [.. Enumerable.Range(1, 30).Select(i => Utterance.Event($"{i}", new Happening("x")))]);
        await ann.Say("last");
        await socket.Hears(31);
        await using var late = await ann.Reconnect("25");
        await late.Hears(6);

        var live = socket.Heard.Select(Time).ToArray();
        live.Zip(live.Skip(1), (a, b) => a < b).ShouldAllBe(rising => rising);
        late.Heard.Select(Time).ShouldBe(live[25..]);
        (await ann.Fetch("20")).GetProperty("activities").EnumerateArray().Select(Time).ShouldBe(live[20..]);
    }

    [Fact]
    public async Task What_the_client_says_on_the_line_is_not_listened_to()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        await using var socket = await ann.Listen();
        await socket.Ping();
        await socket.Chatter();
        await socket.Ping();
        await ann.Say("still here");
        (await socket.Hears(1)).ShouldBe(["still here"]);
    }

    [Fact]
    public async Task A_visitor_on_one_process_hears_what_is_said_on_another()
    {
        await using var other = await Hub.Start(postgres, connectionString: _hub.ConnectionString, settings: LineVisitor.Alone);
        var ann = await LineVisitor.Start(_hub, _secret);
        await using var socket = await ann.Listen();
        var bot = await other.GiveToBot(ann.Id);

        for (var i = 0; i < 20; i++)
        {
            await ann.Say($"visitor {i}");
            await other.BotSays(ann.Id, bot, $"bot {i}");
        }
        await other.Services.GetRequiredService<Bulletin>().Hint(
            other.Services.GetRequiredService<NpgsqlDataSource>(), new Typing(ann.Id, TypingBy.Agent), TestContext.Current.CancellationToken);

        (await socket.Hears(41)).ShouldBe([.. Enumerable.Range(0, 20).SelectMany(i => new[] { $"visitor {i}", $"bot {i}" }), "typing"]);
    }

    [Fact]
    public async Task A_server_that_stops_says_so_and_another_goes_on()
    {
        var stopping = await Hub.Start(postgres, connectionString: _hub.ConnectionString, settings: LineVisitor.Alone);
        var ann = await LineVisitor.Start(stopping, _secret);
        await using var socket = await ann.Listen();
        await ann.Say("one");
        await socket.Hears(1);

        await stopping.DisposeAsync();

        await socket.Closed.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
        socket.Goodbye.ShouldBe("restarting");
        var onward = new LineVisitor(_hub, ann.Credentials, ann.ConversationId);
        await onward.Say("two");
        await using var again = await onward.Reconnect("1");
        (await again.Hears(1)).ShouldBe(["two"]);
    }

    public async ValueTask InitializeAsync()
    {
        _hub = await Hub.Start(postgres, settings: LineVisitor.Alone);
        _secret = await _hub.MakeChannel();
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private static DateTimeOffset Time(JsonElement activity) => activity.GetProperty("timestamp").GetDateTimeOffset();
}
