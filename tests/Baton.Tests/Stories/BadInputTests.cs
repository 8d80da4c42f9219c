using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Tests.House;
using Dapper;
using Npgsql;
using static Baton.Tests.Stories.BadInputs;

namespace Baton.Tests.Stories;

/// <summary>
/// Every door takes everything badly in the same good way: problem details with a code (Direct Line's own shape on its addresses), never a 500, nothing
/// written. The doors are read from /openapi/v1.json, so a new one is tried without being named here.
/// </summary>
public sealed class BadInputTests(TestPostgres postgres) : IAsyncLifetime
{
    private const int ComplaintsShown = 40;

    /// <summary>What counts as written: all but what a mere look leaves behind (who was here, a slot of a limit), and how bots' turns went, which is written down a moment later.</summary>
    private static readonly string[] Unwatched =
        ["processes", "sockets", "sessions", "sign_in_attempts", "jobs", "memories", "members", "protection_keys", "schema_versions", "choices", "tool_runs", "crm_lookups", "crm_notes", "bot_health", "bot_failures"];

    private readonly List<string> _complaints = [];
    private Hub _hub = null!;
    private HttpClient _admin = null!;
    private Visitor _visitor = null!;
    private NpgsqlConnection _watch = null!;
    private string _fingerprint = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bad_ids_and_bad_values_in_addresses_are_refused_at_every_door()
    {
        foreach (var door in await Doors())
        {
            foreach (var id in BadIds.Where(_ => door.Path.Contains('{')))
                await Tries(door, Filled(door.Path, _ => id), door.HasBody ? "{}" : null);
            foreach (var name in door.Query)
                foreach (var value in BadValues) await Tries(door, $"{Filled(door.Path, Known)}?{name}={value}", door.HasBody ? "{}" : null);
        }
        Complains();
    }

    [Fact]
    public async Task Bodies_that_cannot_be_understood_are_refused_at_every_door()
    {
        foreach (var door in (await Doors()).Where(door => door.HasBody))
        {
            var path = Filled(door.Path, Known);
            foreach (var body in BadBodies) await Tries(door, path, body);
            foreach (var type in new[] { "text/plain", "application/xml", "multipart/form-data; boundary=x", "nonsense" }) await Tries(door, path, "{\"a\":1}", type);
        }
        Complains();
    }

    [Fact]
    public async Task Members_of_the_wrong_kind_or_size_are_refused_at_every_door()
    {
        foreach (var door in (await Doors()).Where(door => door.HasBody))
            foreach (var member in door.Members)
                foreach (var value in BadMembers)
                    await Tries(door, Filled(door.Path, Known), $$"""{{{door.Others(member)}}"{{member}}":{{value}}}""");
        Complains();
    }

    [Fact]
    public async Task Without_a_valid_token_no_door_opens()
    {
        var open = new[] { "POST /api/v1/session", "GET /widget/channels/{id}", "POST /widget/session", "GET /api/v1/setup", "POST /api/v1/setup" };
        using var stranger = new HttpClient { BaseAddress = _hub.Address };   // without the cookies of those who signed in
        foreach (var credentials in new[] { null, "Bearer nonsense", "Bearer ", "Basic YTpi", $"Bearer {_visitor.Token}x", "Bearer " + new string('x', 9_000) })
            foreach (var door in (await Doors()).Where(door => !open.Contains($"{door.Method} {door.Path}")))
            {
                using var request = new HttpRequestMessage(door.Method, Filled(door.Path, Known));
                if (credentials is not null) request.Headers.TryAddWithoutValidation("Authorization", credentials);
                if (door.HasBody) request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
                using var answer = await stranger.SendAsync(request, Ct);
                var status = (int)answer.StatusCode;
                if (status is not (401 or 403 or 431)) _complaints.Add($"{door} with '{Short(credentials)}': {status}");
                else if (status != 431) await IsWellSaid($"{door} with '{Short(credentials)}'", door.Path, answer);
            }
        await NothingWritten("doors without a token");
        Complains();
    }

    [Fact]
    public async Task Tricks_with_paths_lead_nowhere()
    {
        foreach (var (method, path) in Tricks)
        {
            var (status, type, body) = await Raw(method, path);
            if (status is < 400 or > 499) _complaints.Add($"{method} {path}: {status}");
            else if (body.Length > 0 || status != 400)   // what is no request at all is refused by the listener itself, without words
                if (Wrong(path, type, body) is { } wrong) _complaints.Add($"{method} {path}: {status} {wrong}");
            await NothingWritten(path);
        }
        Complains();
    }

    [Fact]
    public async Task Very_long_addresses_and_headers_are_refused()
    {
        foreach (var path in new[] { "/api/v1/conversations/" + new string('a', 7_000), "/v3/directline/conversations/" + new string('a', 7_000) + "/activities", "/api/v1/queues?limit=" + new string('1', 7_000) })
        {
            var (status, type, body) = await Raw("GET", path);
            status.ShouldBeInRange(400, 499, path[..40]);
            MustBeWellSaid(path, type, body);
        }
        (await Raw("GET", "/api/v1/queues/" + new string('a', 20_000))).Status.ShouldBe(414);
        (await Raw("GET", "/api/v1/queues", new string('h', 40_000))).Status.ShouldBe(431);
    }

    [Fact]
    public async Task Direct_Line_refuses_in_its_own_words()
    {
        var other = await Visitor.Begin(_hub);
        await other.Heard(1);
        _fingerprint = await Fingerprint();
        foreach (var (method, path, body) in DirectLine)
        {
            var address = path.Replace("{id}", _visitor.ConversationId.ToString(), StringComparison.Ordinal).Replace("{other}", other.ConversationId.ToString(), StringComparison.Ordinal)
                .Replace("{nobody}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal);
            using var request = new HttpRequestMessage(new HttpMethod(method), "/v3/directline" + address);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _visitor.Token);
            if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");

            using var answer = await _hub.Http.SendAsync(request, Ct);

            if ((int)answer.StatusCode is < 400 or > 499) _complaints.Add($"{method} {path} {body}: {(int)answer.StatusCode}");
            await IsWellSaid($"{method} {path} {body}", "/v3/directline", answer);
            await NothingWritten($"{method} {path} {body}");
        }
        Complains();
    }

    [Fact]
    public async Task Direct_Line_refuses_what_is_nested_or_big_beyond_reason_and_what_comes_after_the_end()
    {
        var deep = $$"""{"type":"message","text":"x","value":{{Nested(2_000)}}}""";
        foreach (var body in new[] { deep, $$"""{"type":"message","text":"{{new string('x', 29_000)}}"}""", $$"""{"type":"message","text":"{{new string('x', 3_000_000)}}"}""" })
        {
            using var answer = await Post("application/json", body);
            ((int)answer.StatusCode).ShouldBeInRange(400, 499);
            await IsWellSaid("post", "/v3/directline", answer);
        }
        foreach (var type in new[] { "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x" })
        {
            using var answer = await Post(type, """{"type":"message","text":"x"}""");
            answer.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType, type);
            await IsWellSaid("post", "/v3/directline", answer);
        }
        await NothingWritten("bad posts");

        (await _visitor.Post(new { type = "endOfConversation" })).EnsureSuccessStatusCode();
        await Eventually.IsTrue(async () => await Fingerprint() is var now && now == await Fingerprint(), "it is quiet");
        _fingerprint = await Fingerprint();
        using var late = await Post("application/json", """{"type":"message","text":"late"}""");
        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await IsWellSaid("late", "/v3/directline", late);
        Complains();
    }

    public async ValueTask InitializeAsync()
    {
        _hub = await Hub.Start(postgres, settings: new Dictionary<string, string?> { ["BATON_SESSION_RATE"] = "0", ["BATON_TOKEN_RATE"] = "0", ["BATON_VISITOR_RATE"] = "0" });
        _admin = await _hub.SignIn("admin");
        _visitor = await Visitor.Begin(_hub);
        await _visitor.Heard(1);
        _watch = new NpgsqlConnection(_hub.ConnectionString);
        await _watch.OpenAsync(Ct);
        _fingerprint = await Fingerprint();
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        _admin.Dispose();
        await _hub.DisposeAsync();
    }

    private async Task<IReadOnlyList<Door>> Doors()
    {
        var document = (await _hub.Http.GetFromJsonAsync<JsonObject>("/openapi/v1.json", Ct))!;
        var doors = (from path in document["paths"]!.AsObject()
                     from operation in path.Value!.AsObject()
                     where operation.Key is "get" or "post" or "put" or "patch" or "delete"
                     where !(path.Key == "/api/v1/session" && operation.Key == "delete")   // it would open: it signs us out
                     select Door.Of(document, path.Key, operation.Key, operation.Value!)).ToList();
        doors.Count.ShouldBeGreaterThan(40);
        return doors;
    }

    /// <summary>The id of something that is there, where the path says what.</summary>
    private string Known(string before) => before switch
    {
        "conversations" => _visitor.ConversationId.ToString(),
        "queues" or "users" or "bots" or "channels" or "workstreams" => _known.TryGetValue(before, out var id) ? id : _known[before] = FirstOf(before),
        "tools" => "get_contact_by_email",
        "jobs" or "versions" => "1",
        _ => Guid.CreateVersion7().ToString(),
    };

    private readonly Dictionary<string, string> _known = [];

    private string FirstOf(string table) => _watch.QuerySingle<Guid>(table switch
    {
        "bots" => "select user_id from bots limit 1",
        "users" => "select id from users where name = 'Bea'",
        _ => $"select id from {table} order by id limit 1",
    }).ToString();

    private static string Filled(string path, Func<string, string> fill)
    {
        var parts = path.Split('/');
        for (var i = 1; i < parts.Length; i++)
            if (parts[i].StartsWith('{')) parts[i] = fill(parts[i - 1]);
        return string.Join('/', parts);
    }

    private async Task Tries(Door door, string path, string? body, string type = "application/json")
    {
        if (door.Method == HttpMethod.Delete && path == Filled(door.Path, Known)) return;   // that would be no mistake
        using var request = new HttpRequestMessage(door.Method, new Uri(_hub.Address.ToString().TrimEnd('/') + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        var what = $"{door.Method} {Short(path)} {type} {Short(body)}";
        HttpResponseMessage answer;
        try
        {
            answer = await _admin.SendAsync(request, Ct);
        }
        catch (HttpRequestException cut) when (body?.Length > 1_000_000)
        {
            _ = cut;   // too big to be read to its end
            return;
        }
        using (answer)
        {
            if ((int)answer.StatusCode < 400)
            {
                _fingerprint = await Fingerprint();
                return;   // whether it is right to take it is the door's own tests' business; here it must not break
            }
            await IsWellSaid(what, door.Path, answer);
            await NothingWritten(what);
        }
    }

    private async Task IsWellSaid(string what, string path, HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync(Ct);
        if ((int)answer.StatusCode >= 500) _complaints.Add($"{what}: {(int)answer.StatusCode} {Short(body)}");
        else if (body.Length == 0 && (int)answer.StatusCode == 400 && answer.Headers.ConnectionClose == true) return;   // no request at all: the listener itself
        else if (Wrong(path, answer.Content.Headers.ContentType?.MediaType, body) is { } wrong) _complaints.Add($"{what}: {(int)answer.StatusCode} {wrong}");
    }

    private static void MustBeWellSaid(string path, string? type, string body) => Wrong(path, type, body).ShouldBeNull();

    private static string? Wrong(string path, string? type, string body)
    {
        try
        {
            var json = JsonNode.Parse(body)!;
            if (path.StartsWith("/v3/directline", StringComparison.Ordinal))
                return (string?)json["error"]?["code"] is { Length: > 0 } && (string?)json["error"]!["message"] is { Length: > 0 } ? null : $"is not in Direct Line's shape: {Short(body)}";
            return type == "application/problem+json" && (string?)json["code"] is { Length: > 0 } ? null : $"is not problem details with a code: {type} {Short(body)}";
        }
        catch (JsonException)
        {
            return $"is not JSON: {type} {Short(body)}";
        }
    }

    private async Task NothingWritten(string what)
    {
        var now = await Fingerprint();
        if (now != _fingerprint) _complaints.Add($"{what}: refused, but something was written");
        _fingerprint = now;
    }

    private string? _fingerprintSql;

    private async Task<string> Fingerprint()
    {
        if (_fingerprintSql is null)
        {
            var tables = await _watch.QueryAsync<(string Name, bool Moves)>("""
                select table_name, exists (select from information_schema.columns c where c.table_name = t.table_name and column_name in ('seen_at', 'load', 'presence_at'))
                from information_schema.tables t where table_schema = 'public' and table_type = 'BASE TABLE' order by 1
                """);
            _fingerprintSql = "select " + string.Join(" || '/' || ", tables.Where(table => !Unwatched.Contains(table.Name)).Select(table => table.Moves ? Content(table.Name) : Changes(table.Name)));
        }
        return await _watch.QuerySingleAsync<string>(_fingerprintSql);
    }

    /// <summary>Where a mere look changes a column: all but those.</summary>
    private static string Content(string table) =>
        $"(select coalesce(md5(string_agg(row::text, '|' order by row::text)), '-') from (select to_jsonb(t) - 'seen_at' - 'load' - 'presence_at' as row from {table} t) rows)";

    /// <summary>Every row that is written, anew or again, has a later transaction; one that is gone is missing.</summary>
    private static string Changes(string table) => $"(select count(*) || ':' || coalesce(max(xmin::text::bigint), 0) from {table})";

    private void Complains() =>
        Assert.True(_complaints.Count == 0, $"{_complaints.Count} complaints:\n{string.Join('\n', _complaints.Distinct().Take(ComplaintsShown))}");

    private async Task<HttpResponseMessage> Post(string type, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v3/directline/conversations/{_visitor.ConversationId}/activities");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _visitor.Token);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await _hub.Http.SendAsync(request, Ct);
    }

    /// <summary>A request as nobody's library would send it.</summary>
    private async Task<(int Status, string? Type, string Body)> Raw(string method, string path, string header = "x")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_hub.Address.Host, _hub.Address.Port, Ct);
        await using var line = client.GetStream();
        var token = path.Contains("directline", StringComparison.Ordinal) ? _visitor.Token : _admin.DefaultRequestHeaders.Authorization!.Parameter;
        await line.WriteAsync(Encoding.Latin1.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: {_hub.Address.Authority}\r\nAuthorization: Bearer {token}\r\nX-Filler: {header}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"), Ct);
        using var reader = new StreamReader(line, Encoding.UTF8);
        var whole = await reader.ReadToEndAsync(Ct);
        var head = whole.Split("\r\n\r\n", 2);
        var type = head[0].Split("\r\n").FirstOrDefault(row => row.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase))?.Split(':', 2)[1].Split(';')[0].Trim();
        var body = head.Length > 1 ? head[1] : "";
        if (head[0].Contains("chunked", StringComparison.OrdinalIgnoreCase) && body.IndexOf('{', StringComparison.Ordinal) is >= 0 and var from) body = body[from..(body.LastIndexOf('}') + 1)];
        return (int.Parse(head[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), type, body.Trim() is "0" ? "" : body);
    }

    private static string Short(string? text) => text is null ? "" : text.Length <= 160 ? text : $"{text[..160]}... ({text.Length})";
}
