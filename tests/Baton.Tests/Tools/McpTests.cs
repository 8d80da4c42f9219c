using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Baton.Tests.House;

namespace Baton.Tests.Tools;

/// <summary>/mcp as programs meet it: by the official clients, and by those that don't keep to the protocol.</summary>
public sealed class McpTests(TestPostgres postgres) : IAsyncLifetime
{
    private const int CrmTools = 28;
    private McpCast _cast = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_official_clients_find_and_run_the_tools()
    {
        var contact = _cast.Dynamics.AddContact("Maria Campbell", "maria@contoso.example", "Contoso");
        _cast.Dynamics.AddContact("Sam One", "sam@contoso.example");
        _cast.Dynamics.AddContact("Sam Two", "sam@contoso.example");

        var saw = await NodeClient.Run("mcp.mjs", new Dictionary<string, string>
        {
            ["BATON_URL"] = _cast.Hub.Address.ToString(), ["BATON_KEY"] = (await _cast.MakeKey("a program", 1_000)).Key,
            ["BATON_HURRIED_KEY"] = (await _cast.MakeKey("a hurried program", 3)).Key, ["BATON_DLL"] = typeof(Server).Assembly.Location,
            ["BATON_CONTACT"] = contact.ToString(), ["BATON_EMAIL"] = "maria@contoso.example",
        }, Ct);

        TheToolsAreDescribed(saw.GetProperty("old"));
        TheToolsRun(saw.GetProperty("old"), contact);
        foreach (var stranger in new[] { "stranger", "nobody" }) Text(saw.GetProperty(stranger), "message").ShouldContain("key");
        var hurried = saw.GetProperty("hurried").EnumerateArray().ToArray();
        hurried[..3].ShouldAllBe(outcome => outcome.ValueKind == JsonValueKind.Null);
        hurried[3].GetProperty("code").GetInt32().ShouldBe(429);
        StandardStreamsCarryTheSame(saw.GetProperty("stdio"));
        foreach (var way in new[] { "fresh", "freshStdio" })
        {
            var fresh = saw.GetProperty(way);
            Text(fresh, "revision").ShouldBe("2026-07-28");
            fresh.GetProperty("tools").GetInt32().ShouldBe(CrmTools + 1);
            fresh.GetProperty("read").GetProperty("structured").GetProperty("count").GetInt32().ShouldBe(1);
            Text(fresh.GetProperty("wrongInput").GetProperty("structured"), "code").ShouldBe("invalid_input");
            fresh.GetProperty("unknownTool").GetProperty("code").GetInt32().ShouldBe(-32602);
        }
    }

    private static void TheToolsAreDescribed(JsonElement old)
    {
        Text(old.GetProperty("server"), "name").ShouldBe("baton");
        Text(old, "revision").ShouldBe("2025-11-25");
        Text(old, "instructions").ShouldContain("confirmation_required");
        old.GetProperty("session").ValueKind.ShouldBe(JsonValueKind.Null, "no process holds anything for a client");

        var tools = old.GetProperty("tools");
        tools.EnumerateObject().Count().ShouldBe(CrmTools + 1, "the CRM's, and the test's slow one, but none that only means something in a conversation");
        Hints(tools, "get_contact_by_email").ShouldBe((true, false, true));
        Hints(tools, "update_contact").ShouldBe((false, true, true));
        Hints(tools, "create_case").ShouldBe((false, false, false));
        foreach (var tool in tools.EnumerateObject().Select(tool => tool.Value))
        {
            var annotations = tool.GetProperty("annotations");
            Text(annotations, "title").ShouldBe(Text(tool, "title"));
            annotations.GetProperty("openWorldHint").GetBoolean().ShouldBeFalse();
            tool.GetProperty("inputSchema").GetProperty("properties").TryGetProperty("confirmation", out _)
                .ShouldBe(!annotations.GetProperty("readOnlyHint").GetBoolean(), "only what changes something is ever confirmed");
        }
    }

    private static void TheToolsRun(JsonElement old, Guid contact)
    {
        foreach (var name in new[] { "read", "change", "create", "slow" })
        {
            old.GetProperty(name).GetProperty("isError").GetBoolean().ShouldBeFalse(name);
            old.GetProperty(name).GetProperty("same").GetBoolean().ShouldBeTrue(name);
            Guid.TryParse(Text(old.GetProperty(name), "run"), out _).ShouldBeTrue("the activity log's id");
        }
        Text(old.GetProperty("read").GetProperty("structured").GetProperty("matches")[0], "contact_id").ShouldBe(contact.ToString());
        Text(old.GetProperty("create").GetProperty("structured"), "ticket_number").ShouldStartWith("CAS-");

        old.GetProperty("wrongInput").GetProperty("isError").GetBoolean().ShouldBeTrue();
        var wrong = old.GetProperty("wrongInput").GetProperty("structured");
        (Text(wrong, "code"), Text(wrong, "hint")).ShouldBe(("invalid_input", "Correct the input and run the tool again."));
        var several = old.GetProperty("several").GetProperty("structured");
        (Text(several, "code"), several.GetProperty("candidates").GetArrayLength()).ShouldBe(("several_matches", 2));
        old.GetProperty("unknownTool").GetProperty("code").GetInt32().ShouldBe(-32602);
        old.GetProperty("hidden").GetProperty("code").GetInt32().ShouldBe(-32602);

        var progress = old.GetProperty("progress").EnumerateArray().Select(told => told.GetProperty("progress").GetDouble()).ToArray();
        progress.ShouldBe([1, 2]);
        old.GetProperty("atOnce").GetInt32().ShouldBe(20);
        old.GetProperty("end").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    private static void StandardStreamsCarryTheSame(JsonElement stdio)
    {
        Text(stdio.GetProperty("server"), "name").ShouldBe("baton");
        stdio.GetProperty("tools").GetInt32().ShouldBe(CrmTools + 1);
        stdio.GetProperty("read").GetProperty("structured").GetProperty("count").GetInt32().ShouldBe(1);
        stdio.GetProperty("progress").GetArrayLength().ShouldBeGreaterThan(0);
        stdio.GetProperty("atOnce").GetInt32().ShouldBe(30);
        stdio.GetProperty("unknownTool").GetProperty("code").GetInt32().ShouldBe(-32602);
        Text(stdio.GetProperty("stranger"), "message").ShouldContain("This key is not known here");
    }

    [Fact]
    public async Task Every_run_is_in_the_activity_log_under_the_keys_name()
    {
        using var program = _cast.Program((await _cast.MakeKey("night shift")).Key);
        (await program.PostAsync("/mcp", McpCast.CallOf("get_contact_by_email", """{"email":"x@y.example"}"""), Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var run = (await _cast.Admin.GetFromJsonAsync<JsonElement>("/api/v1/activity", Ct))[0];
        (Text(run, "tool"), Text(run.GetProperty("who"), "kind"), Text(run.GetProperty("who"), "name")).ShouldBe(("get_contact_by_email", "key", "night shift"));
    }

    [Fact]
    public async Task A_repeat_under_the_same_key_creates_nothing_twice()
    {
        var contact = _cast.Dynamics.AddContact("Maria Campbell", "maria@contoso.example");
        using var program = _cast.Program((await _cast.MakeKey("a program")).Key);
        StringContent create() => McpCast.Json($$$$"""
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"create_case","_meta":{"baton/idempotencyKey":"order-7"},
             "arguments":{"title":"Broken","description":"It is","contact_id":"{{{{contact}}}}"}}}
            """);
        var first = await McpCast.Message(await program.PostAsync("/mcp", create(), Ct));
        var again = await McpCast.Message(await program.PostAsync("/mcp", create(), Ct));

        again.GetProperty("result").GetProperty("structuredContent").GetRawText().ShouldBe(first.GetProperty("result").GetProperty("structuredContent").GetRawText());
        _cast.Dynamics.All("incidents").Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_an_administrator_forbids_a_key_it_can_not_do_and_what_needs_a_yes_waits_for_one()
    {
        var contact = _cast.Dynamics.AddContact("Maria Campbell", "maria@contoso.example");
        var (id, key) = await _cast.MakeKey("a program");
        using var program = _cast.Program(key);
        async Task<JsonElement> Call(string tool, string arguments) =>
            (await McpCast.Message(await program.PostAsync("/mcp", McpCast.CallOf(tool, arguments), Ct))).GetProperty("result").GetProperty("structuredContent");

        (await _cast.Admin.PutAsJsonAsync($"/api/v1/policies/{id}", new { rules = new { get_contact_by_email = "forbid" } }, Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Eventually.IsTrue(async () => (await Call("get_contact_by_email", """{"email":"maria@contoso.example"}""")).TryGetProperty("code", out var code)
            && code.GetString() == "not_allowed", "the rule holds");

        var asked = await Call("update_contact", $$"""{"contact_id":"{{contact}}","phone":"+49 30 77"}""");
        Text(asked, "code").ShouldBe("confirmation_required");
        asked.GetProperty("preview").GetProperty("changes").GetArrayLength().ShouldBeGreaterThan(0);
        _cast.Dynamics.Records[("contacts", contact)].ToJsonString().ShouldNotContain("30 77");
        var yes = $$"""{"contact_id":"{{contact}}","phone":"+49 30 77","confirmation":"{{Text(asked, "confirmation")}}"}""";
        (await Call("update_contact", yes)).TryGetProperty("updated", out _).ShouldBeTrue();
        (await Call("update_contact", yes)).TryGetProperty("code", out _).ShouldBeTrue("a yes is for once");
        _cast.Dynamics.Records[("contacts", contact)].ToJsonString().ShouldContain("30 77");
    }

    [Fact]
    public async Task A_run_for_a_conversation_reaches_no_further_than_its_visitor()
    {
        _cast.Dynamics.AddContact("Maria Campbell", "maria@contoso.example");
        var visitor = await Visitor.Begin(_cast.Hub, new { id = "dl_somebody", name = "Somebody" });
        using var program = _cast.Program((await _cast.MakeKey("a bot elsewhere")).Key);
        async Task<JsonElement> For(string conversation) => (await McpCast.Message(await program.PostAsync("/mcp", McpCast.Json($$$"""
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_contact_by_email","arguments":{"email":"maria@contoso.example"}, "_meta":
             {"baton/conversationId":"{{{conversation}}}"} } }
            """), Ct))).GetProperty("result").GetProperty("structuredContent");

        var bounded = await For(visitor.ConversationId.ToString());
        (bounded.GetProperty("match").GetBoolean(), bounded.GetProperty("verified").GetBoolean()).ShouldBe((true, false));
        bounded.GetRawText().ShouldNotContain("Campbell");
        Text(await For(Guid.NewGuid().ToString()), "code").ShouldBe("not_found");
        Text(await For("this one"), "code").ShouldBe("invalid_conversation");
    }

    [Fact]
    public async Task Nothing_that_a_program_sends_is_answered_with_a_500()
    {
        using var program = _cast.Program((await _cast.MakeKey("a clumsy program")).Key);
        var deep = string.Concat(Enumerable.Repeat("[", 500)) + string.Concat(Enumerable.Repeat("]", 500));
        (string Body, int Status, int? Code)[] cases =
        [
            ("", 400, -32700), ("{", 400, -32700), ("nonsense", 400, -32700), ("\u0000", 400, -32700), ("[]", 400, -32600), ("null", 400, -32600), ("7", 400, -32600),
            ("{}", 400, -32600), ("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", 400, -32600), ("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}", 400, -32600),
            ("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", 400, -32600), ($"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{deep}}}", 400, -32700),
            ("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"},{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}]", 400, -32600),
            ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}", 400, -32600), ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"no/such\"}", 200, -32601),
            ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"cursor\":\"x\"}}", 200, -32602),
            ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"\\ud800\",\"arguments\":{}}}", 400, -32700),
            ("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", 202, null), ("{\"jsonrpc\":\"2.0\",\"method\":\"no/such\"}", 202, null),
            ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", 202, null),
        ];
        foreach (var (body, status, code) in cases)
        {
            var answer = await program.PostAsync("/mcp", McpCast.Json(body), Ct);
            ((int)answer.StatusCode).ShouldBe(status, body);
            if (code is not null) (await McpCast.Message(answer)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(code.Value, body);
        }
        foreach (var odd in new[] { "{}", "[1]", "7", "\"x\"", "null" })
        {
            var answer = await program.PostAsync("/mcp", McpCast.Json($$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{odd}}}"""), Ct);
            ((int)answer.StatusCode).ShouldBe(200, odd);
            (await McpCast.Message(answer)).TryGetProperty("error", out _).ShouldBeTrue(odd);
        }
        var nul = await McpCast.Message(await program.PostAsync("/mcp", McpCast.CallOf("search_contacts", """{"query":"a\u0000b"}"""), Ct));
        nul.GetProperty("result").GetProperty("isError").GetBoolean().ShouldBeTrue();
        var confirmation = await McpCast.Message(await program.PostAsync("/mcp", McpCast.CallOf("create_case", """{"confirmation":7}"""), Ct));
        Text(confirmation.GetProperty("result").GetProperty("structuredContent"), "code").ShouldBe("invalid_input");
    }

    [Fact]
    public async Task Headers_that_will_not_do_are_refused_before_anything_happens()
    {
        using var program = _cast.Program((await _cast.MakeKey("a clumsy program")).Key);
        const string ping = """{"jsonrpc":"2.0","id":7,"method":"ping"}""";
        const string meta = """
            "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}
            """;

        async Task Says(string body, int status, int? code, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = McpCast.Json(body) };
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            using var answer = await program.SendAsync(request, Ct);
            ((int)answer.StatusCode).ShouldBe(status, $"{body} {string.Join(", ", headers)}");
            if (code is not null) (await McpCast.Message(answer)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(code.Value);
        }

        await Says(ping, 400, -32022, ("MCP-Protocol-Version", "2031-01-01"));
        await Says(ping, 200, null, ("MCP-Protocol-Version", "2025-06-18"));
        await Says(ping, 200, null, ("Mcp-Session-Id", "left over from another server"));
        await Says(ping, 400, -32602, ("MCP-Protocol-Version", "2026-07-28"));
        await Says($$$"""{"jsonrpc":"2.0","id":7,"method":"ping","params":{ {{{meta}}} }}""", 400, -32020, ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/list"));
        await Says($$$"""{"jsonrpc":"2.0","id":7,"method":"ping","params":{ {{{meta}}} }}""", 404, -32601, ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "ping"));
        await Says($$$"""{"jsonrpc":"2.0","id":7,"method":"no/such","params":{ {{{meta}}} }}""", 404, -32601, ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "no/such"));
        await Says($$$"""{"jsonrpc":"2.0","id":7,"method":"tools/list","params":{ {{{meta}}} }}""", 400, -32020);
        await Says(ping, 403, null, ("Origin", "https://evil.example"));
        await Says(ping, 403, null, ("Origin", "null"));
        await Says(ping, 200, null, ("Origin", _cast.Hub.Address.GetLeftPart(UriPartial.Authority)));
        await Says(ping, 403, null, ("Origin", "http://evil.example"), ("Host", "evil.example"));

        (await program.PostAsync("/mcp", new StringContent(ping, Encoding.UTF8, "text/plain"), Ct)).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await program.PostAsync("/mcp", McpCast.Json($$"""{"jsonrpc":"2.0","id":7,"method":"ping","x":"{{new string('x', 300_000)}}"}"""), Ct))
            .StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete })
        {
            using var answer = await program.SendAsync(new HttpRequestMessage(method, "/mcp"), Ct);
            answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
            answer.Content.Headers.Allow.ShouldBe(["POST"]);
        }
        program.DefaultRequestHeaders.Accept.Clear();
        program.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        await Says(ping, 406, -32600);
    }

    public async ValueTask InitializeAsync() => _cast = await McpCast.Start(postgres);

    public ValueTask DisposeAsync() => _cast.DisposeAsync();

    private static (bool ReadOnly, bool Destructive, bool Idempotent) Hints(JsonElement tools, string name)
    {
        var annotations = tools.GetProperty(name).GetProperty("annotations");
        return (annotations.GetProperty("readOnlyHint").GetBoolean(), annotations.GetProperty("destructiveHint").GetBoolean(), annotations.GetProperty("idempotentHint").GetBoolean());
    }

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;
}
