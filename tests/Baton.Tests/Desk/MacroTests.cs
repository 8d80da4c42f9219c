using System.Net;
using System.Text.Json;
using Baton.Conversations;
using Baton.Crm;
using Baton.Sandbox;
using Baton.Tests.Crm;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Npgsql;

namespace Baton.Tests.Desk;

/// <summary>Steps that an agent has done for them: in order, once, with the values of the conversation, and never behind their back.</summary>
public sealed class MacroTests(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>, IAsyncLifetime
{
    private Hub _hub = null!;
    private HttpClient _admin = null!;
    private HttpClient _alex = null!;

    /// <summary>What was said before the agent had the conversation.</summary>
    private int _from;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Steps_are_done_in_order_with_the_conversations_values_and_the_visitor_sees_only_what_is_said()
    {
        var (visitor, id) = await TalksToAlex("Vera");
        await Knows(id, new { order = 4711 });
        var macro = await Makes("Call back",
            Say("Hello {visitor.name|there}, {agent.name} looks at order {order}. {order|none} {nickname|friend}"), new { kind = "note", text = "Call about {order} {{ x} {not a name}" },
            new { kind = "set", name = "promised", value = "{order}" }, Say("Promised: {promised}"), new { kind = "reply", text = "Anything else?" });

        var run = await Runs(id, macro, "r1");

        (run.GetProperty("state").GetString(), run.GetProperty("name").GetString(), run.GetProperty("by").GetString()).ShouldBe(("done", "Call back", "Alex"));
        Steps(run).ShouldBe(["say done", "note done", "set done", "say done", "reply done"]);
        run.GetProperty("steps")[4].GetProperty("text").GetString().ShouldBe("Anything else?", "for the box, which the desk fills");
        var said = await Said(id);
        said.ShouldBe(["event Alex ran “Call back”.", "message Hello Vera, Alex looks at order 4711. 4711 friend", "note Call about 4711 {{ x} {not a name}", "message Promised: 4711"]);
        (await Variables(id))["promised"].ShouldBe("number 4711 agent");
        var seen = (await visitor.Activities()).Select(activity => (string?)activity!["text"] ?? "").ToArray();
        seen.ShouldContain("Promised: 4711");
        seen.ShouldNotContain(text => text.Contains("Call back", StringComparison.Ordinal) || text.Contains("Call about", StringComparison.Ordinal) || text == "Anything else?");
    }

    [Fact]
    public async Task A_preview_shows_what_would_be_done_and_does_nothing_and_what_has_no_value_is_asked_for()
    {
        var (_, id) = await TalksToAlex();
        var macro = await Makes("Order", Say("About {order} for {phone}: {phone}"), Say("{late}"), new { kind = "set", name = "phone2", value = "{phone}" }, Say("{phone2}"), new { kind = "set", name = "late", value = "x" },
            new { kind = "tool", tool = "create_case", input = new { title = "Order {order}", description = "Call {phone}", email = "adele@contoso.example" } });

        var shown = await (await _alex.Posts($"{At(id, macro)}/preview", new { parameters = new { order = "A-1" } })).Body();

        shown.GetProperty("missing").EnumerateArray().Select(one => one.GetString()).ShouldBe(["phone", "late"], "what is set later is not there yet");
        shown.GetProperty("steps")[0].GetProperty("text").GetString().ShouldBe("About A-1 for {phone}: {phone}");
        shown.GetProperty("steps")[5].GetProperty("details").EnumerateArray().Select(one => $"{one.GetProperty("field")} {one.GetProperty("to")}").ShouldContain("Title Order A-1");
        shown.TryGetProperty("problem", out var problem).ShouldBe(problem.ValueKind == JsonValueKind.Null);
        (await (await _alex.Posts($"{At(id, macro)}/run", new { clientId = "r1", parameters = new { order = "A-1" } })).Code()).ShouldBe("missing_values");
        (await Said(id)).ShouldBeEmpty("nothing was done");
        (await _hub.Read<int>("select count(*)::int from macro_runs")).ShouldBe([0]);
        (await (await _alex.Posts($"{At(id, macro)}/run", new { clientId = "r1", parameters = new { order = new[] { 1 } } })).Code()).ShouldBe("invalid_variable");

        var bea = await _hub.SignIn("sam");
        (await (await bea.Posts($"{At(id, macro)}/preview", new { })).Body()).GetProperty("problem").GetString()!.ShouldContain("Only whoever has the conversation");
        (await (await bea.Posts($"{At(id, macro)}/run", new { clientId = "s1", parameters = new { order = 1, phone = 2, late = 3 } })).Code()).ShouldBe("not_your_conversation");
    }

    [Fact]
    public async Task The_same_run_from_two_processes_at_once_is_done_once()
    {
        var (_, id) = await TalksToAlex();
        var macro = await Makes("Twice", Say("one"), Say("two"));
        await using var other = await Hub.Start(postgres, connectionString: _hub.ConnectionString);
        using var alexThere = await other.SignIn("alex");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => (n % 2 == 0 ? _alex : alexThere).Posts($"{At(id, macro)}/run", new { clientId = "same" })));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        await Ends(id, (await Task.WhenAll(answers.Select(answer => answer.Body()))).Select(run => run.GetProperty("id").GetGuid()).Distinct().ShouldHaveSingleItem());
        (await Said(id)).ShouldBe(["event Alex ran “Twice”.", "message one", "message two"]);
        (await Runs(id, macro, "same")).GetProperty("state").GetString().ShouldBe("done", "a later repeat is answered with the first");
        (await Said(id)).Count.ShouldBe(3);
        var another = await Makes("Another", Say("three"));
        (await (await _alex.Posts($"{At(id, another)}/run", new { clientId = "same" })).Code()).ShouldBe("client_id_reused");
    }

    [Fact]
    public async Task A_step_that_is_cut_off_is_done_again_and_no_step_is_done_twice()
    {
        var (_, id) = await TalksToAlex();
        var macro = await Makes("Cut off", new { kind = "note", text = "one" }, new { kind = "set", name = "x", value = "1" }, new { kind = "note", text = "two" });
        await using var connection = new NpgsqlConnection(_hub.ConnectionString);
        await connection.OpenAsync(Ct);
        JsonElement run;
        await using (var holds = await connection.BeginTransactionAsync(Ct))
        {
            await using var hold = new NpgsqlCommand("lock table variables in share mode", connection, holds);
            await hold.ExecuteNonQueryAsync(Ct);
            run = await (await _alex.Posts($"{At(id, macro)}/run", new { clientId = "r1" })).Body();
            await Eventually.IsTrue(async () => (await _hub.Read<bool>("""
                select coalesce(bool_or(pg_terminate_backend(pid)), false) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ilike '%variables%'
                """)).Single(), "the second step is cut off");
            (await (await _alex.Posts($"{At(id, macro)}/run", new { clientId = "r2" })).Code()).ShouldBe("macro_running", "one at a time in a conversation");
        }

        (await Ends(id, run.GetProperty("id").GetGuid())).GetProperty("state").GetString().ShouldBe("done");
        (await Said(id)).ShouldBe(["event Alex ran “Cut off”.", "note one", "note two"]);
        (await Variables(id))["x"].ShouldBe("number 1 agent");
    }

    [Fact]
    public async Task A_tool_runs_as_the_agent_and_what_it_found_goes_into_later_steps()
    {
        await ConnectCrm();
        var (_, id) = await TalksToAlex();
        var title = $"Loud grinder {Guid.NewGuid():N}";
        var macro = await Makes("Open a case", new { kind = "tool", tool = "create_case", input = new { title = "{about}", description = "{about}", email = "adele@contoso.example" } },
            Say("Your number is {result.ticket_number}."), new { kind = "open", table = "incident", record = "{result.case_id}" });

        var run = await Runs(id, macro, "r1", new { about = title });

        run.GetProperty("state").GetString().ShouldBe("done", run.ToString());
        var made = (await _hub.Read<string>("select result::text from tool_runs where tool = 'create_case' and who_kind = 'agent' and who_name = 'Alex' and idempotency_key = @key",
            new { key = $"macro:{run.GetProperty("id").GetGuid():N}:0" })).Select(json => JsonDocument.Parse(json).RootElement).Single();
        (await Said(id))[1].ShouldBe($"message Your number is {made.GetProperty("ticket_number")}.");
        run.GetProperty("steps")[2].GetProperty("url").GetString()!.ShouldEndWith($"/main.aspx?pagetype=entityrecord&etn=incident&id={made.GetProperty("case_id")}");
    }

    [Fact]
    public async Task A_step_that_fails_stops_it_and_says_what_was_done()
    {
        var (_, id) = await TalksToAlex();
        var macro = await Makes("Too much", new { kind = "note", text = "before" }, new { kind = "tool", tool = "get_contact_by_email", input = new { email = "adele@contoso.example" } },
            Say("never"), Say("never either"));

        var run = await Runs(id, macro, "r1");

        run.GetProperty("state").GetString().ShouldBe("failed");
        Steps(run).ShouldBe(["note done", "tool failed", "say waiting", "say waiting"]);
        run.GetProperty("problem").GetString().ShouldBe("Step 2 of 4, Get contact by e-mail, failed: No Dynamics organisation is connected. An administrator connects one in Setup, Dynamics 365. "
            + "Done before it: Leave a note. The 2 steps after it were not done.");
        (await Said(id)).ShouldBe(["event Alex ran “Too much”.", "note before"]);
    }

    [Fact]
    public async Task What_needs_a_yes_is_shown_to_the_agent_first_and_goes_on_with_it_once()
    {
        await ConnectCrm();
        var (_, id) = await TalksToAlex();
        var number = await MakesCase();
        var macro = await Makes("Hold", new { kind = "tool", tool = "update_case", input = new { ticket_number = number, status = "On Hold" } }, Say("It is on hold."));

        var asks = await Runs(id, macro, "r1");

        asks.GetProperty("state").GetString().ShouldBe("asks", asks.ToString());
        asks.GetProperty("asks").GetProperty("summary").GetString()!.ShouldContain(number);
        (await Said(id)).Count.ShouldBe(1, "nothing is said before the yes");
        (await Runs(id, macro, "r1")).GetProperty("state").GetString().ShouldBe("asks", "a repeat alone is no yes");
        (await Runs(id, macro, "r1", confirmation: "made up")).GetProperty("state").GetString().ShouldBe("asks");

        var confirmation = asks.GetProperty("asks").GetProperty("confirmation").GetString();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _alex.Posts($"{At(id, macro)}/run", new { clientId = "r1", confirmation })));
        var done = await Ends(id, asks.GetProperty("id").GetGuid());

        done.GetProperty("state").GetString().ShouldBe("done", done.ToString());
        (await Said(id)).ShouldBe(["event Alex ran “Hold”.", "message It is on hold."]);
        (await _hub.Read<int>("select count(*)::int from tool_runs where tool = 'update_case' and outcome = 'ok'")).ShouldBe([1]);
    }

    [Fact]
    public async Task It_transfers_or_ends_at_its_end_and_is_stopped_where_the_agent_has_the_conversation_no_more()
    {
        var (_, id) = await TalksToAlex();
        var queue = (await _hub.Read<Guid>("select id from queues order by name limit 1")).Single();
        var macro = await Makes("Pass on", new { kind = "note", text = "passed" }, new { kind = "transfer", queueId = queue, reason = "About {topic|something}" });
        var ending = await Makes("Good-bye", Say("Bye"), new { kind = "end" });

        (await Runs(id, macro, "r1")).GetProperty("state").GetString().ShouldBe("done");
        (await Said(id)).ShouldContain(said => said.EndsWith(": About something", StringComparison.Ordinal));
        ((await _alex.Posts($"{At(id, ending)}/run", new { clientId = "r2" })).StatusCode).ShouldBe(HttpStatusCode.Forbidden);

        var (_, other) = await TalksToAlex();
        (await Runs(other, ending, "r3")).GetProperty("state").GetString().ShouldBe("done");
        (await _hub.Look(other)).State.ShouldBe(State.WrapUp);
    }

    [Fact]
    public async Task The_desks_of_whoever_runs_it_are_told_that_it_moved_wherever_they_are_and_nobody_elses()
    {
        var (_, id) = await TalksToAlex();
        var macro = await Makes("Two notes", new { kind = "note", text = "one" }, new { kind = "note", text = "two" });
        await using var elsewhere = await Hub.Start(postgres, connectionString: _hub.ConnectionString);
        using var alexThere = await elsewhere.SignIn("alex");
        using var samThere = await elsewhere.SignIn("sam");
        await using var alexsDesk = await DeskSocket.Open(elsewhere, alexThere);
        await using var samsDesk = await DeskSocket.Open(elsewhere, samThere);
        await alexsDesk.Start();
        await samsDesk.Start();
        await samsDesk.Watch(id);
        const string Listening = "from pg_stat_activity where datname = current_database() and query like 'listen %' and state = 'idle'";
        await Eventually.Is(async () => (await _hub.Read<int>($"select count(*)::int {Listening}")).Single(), listening => listening == 2, "both processes listen to each other");

        (await Runs(id, macro, "r1")).GetProperty("state").GetString().ShouldBe("done");

        (await Hint(alexsDesk), await Hint(alexsDesk)).ShouldBe(("MacroMoved", "MacroMoved"), "once for each step");
        await alexsDesk.Call("Typing", id);
        (await Hint(samsDesk)).ShouldBe("Typing", "the first that sam is told, who watches it");
        await _hub.Read<bool>($"select pg_terminate_backend(pid) {Listening}");
        (await Hint(samsDesk)).ShouldBe("MacroMoved", "what was missed may have been theirs");
    }

    [Fact]
    public async Task A_macro_of_chosen_queues_is_there_for_their_members_and_for_supervisors_only()
    {
        var (_, id) = await TalksToAlex();
        using var bea = await _hub.SignIn("bea");
        using var sam = await _hub.SignIn("sam");
        var refunds = (await (await _admin.Posts("/api/v1/queues", new { name = "Refunds", priority = 1, fallback = false, userIds = new[] { Cast.Bea } })).Body()).GetProperty("id").GetGuid();
        object Limited(object? queueIds) => new { name = "Refund", description = "", steps = new[] { Say("It is on its way.") }, queueIds };
        var made = await (await _admin.Posts("/api/v1/macros", Limited(new[] { refunds }))).Body();
        var macro = made.GetProperty("id").GetGuid();
        made.GetProperty("queueIds").EnumerateArray().Single().GetGuid().ShouldBe(refunds);

        async Task<string> WhoFindsIt()
        {
            var finds = new List<string>();
            foreach (var (name, user) in new[] { ("alex", _alex), ("bea", bea), ("sam", sam) })
            {
                var isListed = (await user.Json("/api/v1/macros")).EnumerateArray().Any(one => one.GetProperty("id").GetGuid() == macro);
                (await user.GetAsync($"/api/v1/macros/{macro}", Ct)).StatusCode.ShouldBe(isListed ? HttpStatusCode.OK : HttpStatusCode.NotFound, name);
                if (isListed) finds.Add(name);
            }
            return string.Join(' ', finds);
        }

        (await WhoFindsIt()).ShouldBe("bea sam");
        (await _alex.Posts($"{At(id, macro)}/preview", new { })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _alex.Posts($"{At(id, macro)}/run", new { clientId = "r1" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await (await _admin.DeleteAsync($"/api/v1/queues/{refunds}", Ct)).Detail()).ShouldContain("the macro Refund");

        (await _admin.Puts($"/api/v1/macros/{macro}", Limited(null))).EnsureSuccessStatusCode();
        (await WhoFindsIt()).ShouldBe("bea sam", "what is left out stays");
        (await (await _admin.Puts($"/api/v1/macros/{macro}", Limited(new[] { Guid.NewGuid() }))).Code()).ShouldBe("invalid_queues");
        (await _admin.Puts($"/api/v1/macros/{macro}", Limited(Array.Empty<Guid>()))).EnsureSuccessStatusCode();
        (await WhoFindsIt()).ShouldBe("alex bea sam");
        (await Runs(id, macro, "r1")).GetProperty("state").GetString().ShouldBe("done");
        (await _admin.DeleteAsync($"/api/v1/queues/{refunds}", Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Only_sound_macros_are_kept_by_administrators_under_names_of_their_own()
    {
        var macro = await Makes("Hello", Say("Hello"));
        (await (await _admin.Posts("/api/v1/macros", Body("hELLO", Say("x")))).Code()).ShouldBe("name_taken");
        (await _alex.Posts("/api/v1/macros", Body("Mine", Say("x")))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _alex.Puts($"/api/v1/macros/{macro}", Body("Mine", Say("x")))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _alex.DeleteAsync($"/api/v1/macros/{macro}", Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        foreach (var (steps, says) in new (object[] Steps, string Says)[]
        {
            ([], "1 to 20 steps"), ([.. Enumerable.Repeat(Say("x"), 21)], "1 to 20 steps"), ([new { kind = "dance" }], "Step 1: kind"), ([Say("x"), Say(" ")], "Step 2: It needs its words"),
            ([new { kind = "tool", tool = "format_disk" }], "no tool of that name"), ([new { kind = "end" }, Say("x")], "Step 1: The conversation is no longer theirs"),
            ([new { kind = "transfer", queueId = Guid.NewGuid() }], "no such queue"), ([new { kind = "open", table = "a b", record = "x" }], "A table is named"),
            ([Say("{result.x}")], "none runs before it"), ([new { kind = "set", name = "", value = "x" }], "variable's name"),
        })
            (await (await _admin.Posts("/api/v1/macros", Body("Another", steps))).Detail()).ShouldContain(says);

        await Makes("Second", Say("x"));
        var page = await _alex.GetAsync("/api/v1/macros?limit=1", Ct);
        (await page.Body()).GetArrayLength().ShouldBe(1);
        page.Headers.GetValues("Link").Single().ShouldContain("after=");
        (await _admin.Puts($"/api/v1/macros/{macro}", Body("Hello again", Say("Hello again")))).EnsureSuccessStatusCode();
        (await _alex.Json($"/api/v1/macros/{macro}")).GetProperty("name").GetString().ShouldBe("Hello again");
        (await _admin.DeleteAsync($"/api/v1/macros/{macro}", Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _alex.GetAsync($"/api/v1/macros/{macro}", Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    public async ValueTask InitializeAsync()
    {
        _hub = await Hub.Start(postgres);
        _admin = await _hub.SignIn("admin");
        _alex = await _hub.SignInAs("alex");
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        _alex.Dispose();
        await _hub.DisposeAsync();
    }

    private async Task<(Visitor Visitor, Guid Id)> TalksToAlex(string? name = null)
    {
        var visitor = await Visitor.Begin(_hub, name is null ? null : new { id = "dl_v", name });
        await _hub.Stands(visitor.ConversationId, State.WithBot);
        await _hub.BotGivesUp(visitor.ConversationId);
        var offer = await _alex.IsOffered(visitor.ConversationId);
        (await _alex.Accepts(offer.Id)).EnsureSuccessStatusCode();
        _from = (await _hub.Look(visitor.ConversationId)).LastN;
        return (visitor, visitor.ConversationId);
    }

    private static object Say(string text) => new { kind = "say", text };

    private static object Body(string name, params object[] steps) => new { name, description = "What it is for", steps };

    private static string At(Guid id, Guid macro) => $"/api/v1/conversations/{id}/macros/{macro}";

    private async Task<Guid> Makes(string name, params object[] steps)
    {
        var made = await _admin.Posts("/api/v1/macros", Body(name, steps));
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync(Ct));
        return (await made.Body()).GetProperty("id").GetGuid();
    }

    private async Task<JsonElement> Runs(Guid id, Guid macro, string clientId, object? parameters = null, string? confirmation = null)
    {
        var answer = await _alex.Posts($"{At(id, macro)}/run", new { clientId, parameters, confirmation });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Ct));
        return await Ends(id, (await answer.Body()).GetProperty("id").GetGuid());
    }

    private Task<JsonElement> Ends(Guid id, Guid run) => Eventually.Is(() => _admin.Json($"/api/v1/conversations/{id}/macro-runs/{run}"),
        seen => seen.GetProperty("state").GetString() != "running", "the run comes to its end");

    private static async Task<string> Hint(DeskSocket desk) => (string)(await desk.Hints.Reader.ReadAsync(Ct).AsTask().WaitAsync(Eventually.Patience, Ct))["target"]!;

    private static string[] Steps(JsonElement run) => [.. run.GetProperty("steps").EnumerateArray().Select(step => $"{step.GetProperty("kind")} {step.GetProperty("state")}")];

    private Task<IReadOnlyList<string>> Said(Guid id) =>
        _hub.Read<string>("select kind || ' ' || text from messages where conversation_id = @id and n > @from order by n", new { id, from = _from });

    private async Task<Dictionary<string, string>> Variables(Guid id) =>
        (await _hub.Read<Variable>("select name, type, value, set_by from variables where conversation_id = @id", new { id })).ToDictionary(one => one.Name, one => $"{one.Type} {one.Value} {one.SetBy}");

    private async Task Knows(Guid id, object values) => (await _alex.Puts($"/api/v1/conversations/{id}/variables", values)).EnsureSuccessStatusCode();

    private async Task ConnectCrm() => await CrmDemo.Connect(_hub.Services, await sandbox.Address(), SandboxOptions.DemoTenantId, SandboxOptions.DemoClientId, SandboxOptions.DemoClientSecret, Ct);

    private async Task<string> MakesCase()
    {
        var made = await _alex.Posts("/api/v1/tools/create_case", new { title = $"A case {Guid.NewGuid():N}", description = "x", email = "adele@contoso.example" });
        made.StatusCode.ShouldBe(HttpStatusCode.OK, await made.Content.ReadAsStringAsync(Ct));
        return (await made.Body()).GetProperty("ticket_number").GetString()!;
    }
}
