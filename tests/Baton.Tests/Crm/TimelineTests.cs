using System.Text.Json.Nodes;
using Baton.Conversations;
using Baton.Crm;
using Baton.Tests.House;

namespace Baton.Tests.Crm;

/// <summary>Every conversation leaves one note, whatever happens on the way there.</summary>
public sealed class TimelineTests(TestPostgres postgres) : IAsyncLifetime
{
    private CrmHub _crm = null!;
    private Guid _contact;

    [Fact]
    public async Task A_conversation_that_ended_is_told_on_the_contact_s_timeline()
    {
        var id = await Talk();
        await _crm.End(id);

        var note = await Note(id, note => note is not null);

        note["objectid_contact@odata.bind"]!.GetValue<string>().ShouldBe($"/contacts({_contact:D})");
        note["subject"]!.GetValue<string>().ShouldStartWith("Conversation 20");
        note["subject"]!.GetValue<string>().ShouldEndWith(" - web chat");
        var text = note["notetext"]!.GetValue<string>();
        text.ShouldContain("- Product = Lamp");
        text.ShouldContain("Maria (visitor): My lamp is broken");
        text.ShouldContain("Maria (visitor): Still broken");
        text.ShouldNotContain("Rating");
    }

    [Fact]
    public async Task The_rating_comes_into_the_same_note()
    {
        var id = await Talk();
        await _crm.End(id);
        await Note(id, note => note is not null);

        await _crm.Rate(id, 4);

        (await Note(id, note => note?["notetext"]!.GetValue<string>().Contains("Question answered: yes\nRating: 4 of 5, \"Quick!\"", StringComparison.Ordinal) == true)).ShouldNotBeNull();
        _crm.Dynamics.All("annotations").Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_line_that_is_cut_after_the_work_was_done_makes_no_second_note()
    {
        var id = await Talk();
        for (var i = 0; i < 3; i++) _crm.Dynamics.Next(FakeDynamics.CutAfterwards);   // all attempts of the first run
        await _crm.End(id);

        await State(id, "written");

        _crm.Dynamics.All("annotations").Count.ShouldBe(1);
    }

    [Fact]
    public async Task Doing_it_again_and_again_makes_no_second_note()
    {
        var id = await Talk();
        await _crm.End(id);
        await State(id, "written");
        await _crm.In(async work => await work.Run("delete from crm_notes"));   // as if a crash had lost that it was written

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _crm.Do<Timeline>(timeline => timeline.OnDue(new NoteDue(id), TestContext.Current.CancellationToken))));

        _crm.Dynamics.All("annotations").Count.ShouldBe(1);
        await State(id, "written");
    }

    [Fact]
    public async Task A_dead_CRM_gets_its_note_when_it_is_back()
    {
        var id = await Talk();
        _crm.Dynamics.Always = FakeDynamics.Refuse(503, "0x0");
        await _crm.End(id);
        await State(id, "waiting");
        await Eventually.IsTrue(async () => await _crm.Find<long>("select count(*) from jobs where lane = @id and track = 'Aside'", new { id }) == 0,
            "nothing of the conversation's own is held up");

        _crm.Dynamics.Always = null;

        await State(id, "written");
        _crm.Dynamics.All("annotations").Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_CRM_that_asks_to_wait_is_waited_for()
    {
        var id = await Talk();
        _crm.Dynamics.Next(FakeDynamics.Refuse(429, "0x80072322", retryAfter: 1));
        await _crm.End(id);
        await State(id, "written");
        _crm.Dynamics.All("annotations").Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_case_that_the_bot_named_has_the_note_but_not_one_that_a_visitor_named()
    {
        var (theirs, named) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var byVisitor = await Talk(new Dictionary<string, object?> { ["CaseId"] = theirs.ToString() });
        var byBot = await Talk();
        await _crm.In(async work => await work.SetVariables(byBot, new Dictionary<string, object?> { ["CaseId"] = named.ToString() }, "bot"));

        await _crm.End(byVisitor);
        await _crm.End(byBot);

        (await Note(byVisitor, note => note is not null)).ContainsKey("objectid_contact@odata.bind").ShouldBeTrue();
        (await Note(byBot, note => note is not null))["objectid_incident@odata.bind"]!.GetValue<string>().ShouldBe($"/incidents({named:D})");
    }

    [Fact]
    public async Task A_stranger_leaves_no_note_and_that_is_known()
    {
        var id = await _crm.Begin();
        await _crm.Say(id, "Hello");
        await _crm.End(id);
        await State(id, "no_contact");
        _crm.Dynamics.All("annotations").ShouldBeEmpty();
    }

    public async ValueTask InitializeAsync()
    {
        _crm = await CrmHub.Start(postgres);
        _contact = _crm.Dynamics.AddContact("Maria Campbell", "maria@contoso.example", "Contoso");
    }

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    private async Task<Guid> Talk(Dictionary<string, object?>? variables = null)
    {
        var id = await _crm.Begin("maria@contoso.example", variables ?? new Dictionary<string, object?> { ["Product"] = "Lamp" });
        await _crm.Say(id, "My lamp is broken");
        await _crm.Say(id, "Still broken");
        await Eventually.Is(() => _crm.Conversation(id), conversation => conversation.ContactId is not null, "the visitor is identified");
        return id;
    }

    private async Task<JsonObject> Note(Guid id, Func<JsonObject?, bool> right) =>
        (await Eventually.Is(
            () => Task.FromResult(_crm.Dynamics.Records.GetValueOrDefault(("annotations", Timeline.NoteId(id)))), right, "the note is there"))!;

    private Task<string?> State(Guid id, string state) =>
        Eventually.Is(() => _crm.Find<string>("select state from crm_notes where conversation_id = @id", new { id }), seen => seen == state, $"the note is {state}");
}
