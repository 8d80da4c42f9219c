using System.Text.Json.Nodes;
using Baton.Bots.Ai;
using Baton.Bots.Models;
using Baton.Conversations;
using Baton.Tests.Channels;
using Baton.Tests.Crm;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Baton.Tools;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Bots;

/// <summary>What must hold around an AI bot's turn: a crash, words that are shown while they are found, the one note that it leaves, a trial without a conversation.</summary>
public sealed class AiTurnStories(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>, IAsyncLifetime
{
    private AiCast _cast = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_turn_that_is_cut_off_and_happens_again_does_nothing_twice_though_the_model_puts_it_otherwise()
    {
        var visitor = await _cast.MeetsVerified();
        var title = $"The pump leaks {Guid.NewGuid():N}";
        await _cast.Turns(
            new { after = "visitor", times = 1, calls = new[] { Call("dynamics365_create_case", new { title, description = "It leaks", email = _cast.Email }) } },
            new { after = "tool", times = 1, behaves = "silent" },
            new { after = "visitor", calls = new[] { Call("dynamics365_create_case", new { title = title + ", again", description = "It leaks", email = _cast.Email }) } },
            new { after = "create_case", says = "Your case is open." });
        await visitor.Say("My pump leaks");
        await Eventually.Is(_cast.Asked, asked => asked.Count == 2, "the model is asked what to say of it");

        // Its process dies here: another one takes the job over.
        await using (var second = await Hub.Start(postgres, connectionString: _cast.Hub.ConnectionString, change: services => services.AddSingleton(CrmHub.Quick)))
        {
            await _cast.Hub.InWork(work => work.Run("update jobs set leased_by = null, due = @Now where lane = @ConversationId", new { visitor.ConversationId, work.Now }));
            await visitor.HeardThat("Your case is open.");
        }
        (await _cast.Hub.Ask<long>("select count(*) from tool_runs where tool = 'create_case' and conversation_id = @ConversationId", new { visitor.ConversationId })).ShouldBe(1);
        (await visitor.Activities()).Count(activity => (string?)activity!["text"] == "Your case is open.").ShouldBe(1);
        (await _cast.LastAsked()).ShouldNotContain(", again", Case.Sensitive, "it is shown what it did, and asks for nothing anew");
    }

    [Fact]
    public async Task A_visitor_sees_whole_sentences_while_the_model_speaks_and_never_what_is_held_back()
    {
        await _cast.Script(new { says = "The first sentence is harmless. The second one is, too, and takes its time. Write to alex@other.example now. And so on and so on." });
        var shown = new List<string>();
        var outcome = await Run("Tell me", shown);

        shown.ShouldBe(["The first sentence is harmless.", "The first sentence is harmless. The second one is, too, and takes its time."]);
        (outcome.Rail!.Code, outcome.Says).ShouldBe(("unsafe_answer", ""));
    }

    [Fact]
    public async Task What_was_shown_becomes_one_message_of_the_same_stream()
    {
        await _cast.DisposeAsync();
        _cast = await AiCast.Meet(postgres, sandbox, change: services => services.AddSingleton(all => new AiTurns(all.GetRequiredService<ModelTalk>(), all.GetRequiredService<ToolBox>(), new QuickClock())));
        await _cast.Hub.InWork(work => work.Run("update workstreams set bot_silence_seconds = 110"));   // which the clock of its turns is quick to use up
        await _cast.Script(new { says = "This is the first sentence of it. This is the second sentence of it. And here it ends." });
        var visitor = await _cast.Meets();
        await visitor.Say("Tell me");
        await visitor.HeardThat("here it ends");
        (await _cast.Hub.Ask<string>("select extra->>'streamId' from messages where conversation_id = @ConversationId and text like 'This is%'", new { visitor.ConversationId })).ShouldStartWith("stream-");
    }

    [Fact]
    public async Task The_one_note_of_a_conversation_begins_with_what_the_bot_sums_up()
    {
        await _cast.Turns(new { whenContains = "<data>[", says = "The visitor asked for the opening hours and got them." }, new { says = "We open at nine." });
        var visitor = await _cast.MeetsVerified();
        await visitor.Say($"When do you open? I am {_cast.Email}");
        await visitor.HeardThat("We open at nine.");
        await LinkContact(visitor);

        await _cast.Hub.VisitorEnds(visitor.ConversationId);

        var note = await Note(visitor);
        note.ShouldStartWith("Summary: The visitor asked for the opening hours and got them.");
        note.ShouldContain("We open at nine.");
        (await _cast.Hub.Ask<long>("select count(*) from crm_notes where conversation_id = @ConversationId", new { visitor.ConversationId })).ShouldBe(1);
    }

    [Fact]
    public async Task A_model_that_fails_at_the_end_costs_nobody_the_note()
    {
        await _cast.Turns(new { whenContains = "<data>[", behaves = "error" }, new { says = "We open at nine." });
        var visitor = await _cast.MeetsVerified();
        await visitor.Say("When do you open?");
        await visitor.HeardThat("We open at nine.");
        await LinkContact(visitor);
        await _cast.Hub.VisitorEnds(visitor.ConversationId);
        (await Note(visitor)).ShouldStartWith("Handled by: Contoso assistant (bot)");
    }

    [Fact]
    public async Task A_program_that_leaves_no_note_leaves_none()
    {
        await _cast.Publish(AiCast.Service with { WritesNote = false });
        await _cast.Turns(new { says = "We open at nine." });
        var visitor = await _cast.MeetsVerified();
        await visitor.Say("When do you open?");
        await visitor.HeardThat("We open at nine.");
        await LinkContact(visitor);
        await _cast.Hub.VisitorEnds(visitor.ConversationId);
        await Eventually.Is(() => _cast.Hub.Ask<long>("select count(*) from jobs where lane = @ConversationId", new { visitor.ConversationId }), left => left == 0, "all that follows is done");
        (await _cast.Hub.Ask<long>("select count(*) from crm_notes where conversation_id = @ConversationId", new { visitor.ConversationId })).ShouldBe(0);
        (await _cast.Asked()).Count.ShouldBe(1, "nothing is summed up either");
    }

    [Fact]
    public async Task An_organisations_budget_for_a_day_is_kept_over_all_its_bots()
    {
        await _cast.Connect(new { tokensPerDayMax = 10 });
        await _cast.Turns(new { says = "Tell me more." });
        var visitor = await _cast.Meets();
        await visitor.Say("My machine leaks");
        await visitor.HeardThat("Tell me more.");
        await visitor.Say("It really does");
        (await _cast.Escalates(visitor)).Summary!.ShouldContain("All AI bots together have used");
    }

    public async ValueTask InitializeAsync() => _cast = await AiCast.Meet(postgres, sandbox);

    public ValueTask DisposeAsync() => _cast.DisposeAsync();

    private static object Call(string name, object arguments) => new { name, arguments };

    private Task<bool> LinkContact(Visitor visitor) => _cast.Hub.InWork(async work =>
    {
        var before = await work.LockConversation(visitor.ConversationId);
        await work.Save(before, before with { ContactId = _cast.ContactId, ContactName = "Pat New" });
        return true;
    });

    private async Task<string> Note(Visitor visitor)
    {
        await Eventually.Is(() => _cast.Hub.Ask<string?>("select max(state) from crm_notes where conversation_id = @ConversationId", new { visitor.ConversationId }), state => state == "written", "the note is written");
        var notes = await _cast.Hub.Services.GetRequiredService<ToolBox>().Run("get_entity_notes", new JsonObject { ["record_type"] = "contact", ["record_id"] = _cast.ContactId }, new ToolCall { Who = Runner.System }, Ct);
        return (string)notes.Json!["notes"]!.AsArray().ShouldHaveSingleItem()!["text"]!;
    }

    /// <summary>A trial's turn, with what a visitor would have been shown meanwhile.</summary>
    private async Task<AiOutcome> Run(string words, List<string> shown)
    {
        await using var scope = _cast.Hub.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var model = await Connected.Saved(services.GetRequiredService<Baton.Plumbing.Database>(), services.GetRequiredService<Baton.Plumbing.Secrets>(), Ct);
        return await new AiTurns(services.GetRequiredService<ModelTalk>(), services.GetRequiredService<ToolBox>(), new QuickClock()).Run(AiCast.Service, new AiContext
        {
            BotName = "Contoso assistant", Now = DateTimeOffset.UnixEpoch, Model = model!, TimeMax = TimeSpan.FromMinutes(10), Talk = [new TalkLine { N = 1, FromKind = "visitor", Text = words }],
            Visitor = _ => Task.FromResult<KnownVisitor?>(null), Spend = (_, _, _) => Task.FromResult<string?>(null),
            RunTool = (tool, _, _, _) => throw new InvalidOperationException(tool),
            Show = (text, _) =>
            {
                shown.Add(text);
                return Task.CompletedTask;
            },
        }, Ct);
    }

    /// <summary>Each look at it is a quarter of a second after the one before: time enough to show what has come.</summary>
    private sealed class QuickClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
        public override long GetTimestamp() => Interlocked.Add(ref _now, TimeSpan.FromMilliseconds(250).Ticks);
    }
}
