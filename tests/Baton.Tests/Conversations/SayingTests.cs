using Baton.Conversations;
using Baton.Plumbing;
using Baton.Tests.House;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Baton.Tests.Conversations;

/// <summary>The store's promises about words: none lost, none twice, numbered without a gap, refused when it is too late.</summary>
public sealed class SayingTests(TestPostgres postgres) : IAsyncLifetime
{
    private Hub _hub = null!;
    private Saying _saying = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Words_of_many_at_once_are_numbered_without_a_gap()
    {
        var conversations = new List<Guid>();
        for (var i = 0; i < 8; i++) conversations.Add(await Begin());

        await Task.WhenAll(from id in conversations from i in Enumerable.Range(0, 50) select _saying.Say(id, Visitor($"word {i}", $"c{i}"), Ct));

        foreach (var id in conversations)
            (await Numbers(id)).ShouldBe(Enumerable.Range(1, 50));
    }

    [Fact]
    public async Task The_same_client_id_five_times_at_once_is_one_message()
    {
        var id = await Begin();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _saying.Say(id, Visitor("hello", "same"), Ct)));

        answers.Select(answer => answer.N).Distinct().ShouldBe([1]);
        (await Numbers(id)).ShouldBe([1]);
    }

    [Fact]
    public async Task A_client_id_that_cannot_be_stored_is_refused_and_harms_nobody_after_it()
    {
        var id = await Begin();
        for (var i = 1; i <= 12; i++)   // often enough that the statements are being prepared meanwhile
        {
            (await Should.ThrowAsync<Refusal>(_saying.Say(id, Visitor("words", "a\0b"), Ct))).Code.ShouldBe("invalid_text");
            (await _saying.Say(id, Visitor("words", $"c{i}"), Ct)).N.ShouldBe(i);
        }
    }

    [Fact]
    public async Task A_repeat_with_other_words_answers_with_the_first()
    {
        var id = await Begin();
        await _saying.Say(id, Visitor("first", "same"), Ct);

        (await _saying.Say(id, Visitor("second", "same"), Ct)).Text.ShouldBe("first");
    }

    [Fact]
    public async Task A_conversation_that_somebody_holds_does_not_hold_up_the_others()
    {
        var (held, free) = (await Begin(), await Begin());
        await using var scope = _hub.Services.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(Ct);
        await work.LockConversation(held);

        var waiting = _saying.Say(held, Visitor("later"), Ct);
        (await _saying.Say(free, Visitor("now"), Ct).WaitAsync(Eventually.Patience, Ct)).N.ShouldBe(1);
        if (waiting.IsCompleted) throw new InvalidOperationException($"It waits for whoever holds the conversation, but: {await waiting}");

        await work.DisposeAsync();
        (await waiting).N.ShouldBe(1);
    }

    [Fact]
    public async Task One_that_cannot_be_stored_does_not_take_the_others_with_it()
    {
        var id = await Begin();
        var good = Enumerable.Range(0, 20).Select(i => _saying.Say(id, Visitor($"good {i}"), Ct)).ToArray();
        var unknown = _saying.Say(Guid.CreateVersion7(), Visitor("nowhere"), Ct);
        var tooLong = _saying.Say(id, Visitor(new string('x', Limits.MessageBytesMax + 1)), Ct);

        await Task.WhenAll(good);
        (await Should.ThrowAsync<Refusal>(unknown)).Code.ShouldBe("not_found");
        (await Should.ThrowAsync<Refusal>(tooLong)).Code.ShouldBe("too_long");
        (await Numbers(id)).ShouldBe(Enumerable.Range(1, 20));
    }

    [Fact]
    public async Task What_an_entry_says_is_said_wholly_or_not_at_all()
    {
        var id = await Begin();
        var entry = new Entry { ConversationId = id, Says = [Visitor("one"), Visitor("")] };

        await Should.ThrowAsync<Refusal>(_saying.Say(entry, Ct));

        (await Numbers(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bot_that_does_not_have_the_conversation_is_not_heard()
    {
        var id = await Begin();
        var bot = new Utterance { From = Speaker.Bot(Guid.CreateVersion7(), "Bot"), Text = "Hi", Epoch = 0 };

        (await Should.ThrowAsync<Refusal>(_saying.Say(id, bot, Ct))).Code.ShouldBe("stale_epoch");
    }

    [Fact]
    public async Task A_job_that_is_not_ours_any_more_stops_the_commit()
    {
        var id = await Begin();
        var entry = new Entry { ConversationId = id, Says = [Visitor("words")], Job = new JobTicket(4711) };

        await Should.ThrowAsync<LeaseLost>(_saying.Say(entry, Ct));

        (await Numbers(id)).ShouldBeEmpty();
    }

    public async ValueTask InitializeAsync()
    {
        _hub = await Hub.Start(postgres, settings: new Dictionary<string, string?> { ["BATON_DEMO"] = "false" });
        _saying = _hub.Services.GetRequiredService<Saying>();
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private static Utterance Visitor(string text, string? clientId = null) => new() { From = Speaker.Visitor("Ann"), Text = text, ClientId = clientId };

    private Task<Guid> Begin() => _hub.BeginConversation();

    private async Task<IReadOnlyList<int>> Numbers(Guid id)
    {
        await using var source = NpgsqlDataSource.Create(_hub.ConnectionString);
        await using var command = source.CreateCommand("select n from messages where conversation_id = $1 order by n");
        command.Parameters.AddWithValue(id);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var numbers = new List<int>();
        while (await reader.ReadAsync(Ct)) numbers.Add(reader.GetInt32(0));
        return numbers;
    }
}
