using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Baton.Tests.House;
using Baton.Tests.Tools;
using Dapper;
using Npgsql;

namespace Baton.Tests.People;

/// <summary>Keys of outside programs: who makes them, what is kept of them, and that they stop when they should.</summary>
public sealed class KeyTests(TestPostgres postgres) : IAsyncLifetime
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";
    private readonly FakeClock _clock = new();
    private McpCast _cast = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_shown_once_and_only_its_hash_is_kept()
    {
        var (id, key) = await _cast.MakeKey("a program");
        var kept = await Stored(id);
        var shown = (await _cast.Admin.GetFromJsonAsync<JsonElement>("/api/v1/keys", Ct))[0];

        kept.ShouldNotContain(key[^43..]);
        shown.GetRawText().ShouldNotContain(key[6..]);
        (shown.GetProperty("id").GetGuid(), shown.GetProperty("name").GetString(), shown.GetProperty("callsPerMinute").GetInt32()).ShouldBe((id, "a program", 120));
        shown.GetProperty("scopes")[0].GetString().ShouldBe("tools");
        shown.TryGetProperty("lastUsedAt", out _).ShouldBeFalse();
        (await Post(key, McpCast.CallOf("secret_handshake"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _cast.Admin.GetFromJsonAsync<JsonElement>("/api/v1/keys", Ct))[0].GetProperty("lastUsedAt").GetDateTimeOffset().ShouldBe(_clock.GetUtcNow());
        (await Audited(id)).ShouldBe(["key.make"]);
    }

    [Fact]
    public async Task A_wrong_key_opens_nothing_and_is_told_how_to_come_in()
    {
        var (_, key) = await _cast.MakeKey("a program");
        var (_, other) = await _cast.MakeKey("another program");
        string?[] wrong = [null, "", "baton_", key[..^1], key + "A", $"{key[..^4]}AAAA", key[..28] + other[28..], "x" + key[1..], new string('A', 100_000 / 4), _cast.Admin.DefaultRequestHeaders.Authorization!.Parameter];
        foreach (var given in wrong)
        {
            using var answer = await Post(given is "" ? " " : given, McpCast.Json(Ping));
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, given);
            answer.Headers.WwwAuthenticate.ShouldContain(way => way.Scheme == "Bearer");
        }
        (await Post(key, McpCast.Json(Ping))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_that_was_taken_away_opens_nothing_in_any_process()
    {
        await using var second = await Hub.Start(postgres, _clock, _cast.Hub.ConnectionString);
        var (id, key) = await _cast.MakeKey("a program");
        (await Post(key, McpCast.Json(Ping), second)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await _cast.Admin.DeleteAsync($"/api/v1/keys/{id}", Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Post(key, McpCast.Json(Ping))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Post(key, McpCast.Json(Ping), second)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await _cast.Admin.DeleteAsync($"/api/v1/keys/{id}", Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Audited(id)).ShouldBe(["key.make", "key.delete"]);
    }

    [Fact]
    public async Task The_policies_of_a_key_go_with_it()
    {
        var (id, _) = await _cast.MakeKey("a program");
        (await _cast.Admin.PutAsJsonAsync($"/api/v1/policies/{id}", new { rules = new { create_case = "forbid" } }, Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PoliciesOf(id)).ShouldBe(1);

        (await _cast.Admin.DeleteAsync($"/api/v1/keys/{id}", Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await Eventually.Is(() => PoliciesOf(id), count => count == 0, "the policies are gone");
    }

    [Fact]
    public async Task All_processes_count_a_keys_calls_together()
    {
        await using var second = await Hub.Start(postgres, _clock, _cast.Hub.ConnectionString);
        var (id, key) = await _cast.MakeKey("a program", 10);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Post(key, McpCast.CallOf("secret_handshake"), i % 2 == 0 ? null : second)));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(10);
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(6));
        }
        (await Post(key, McpCast.Json(Ping))).StatusCode.ShouldBe(HttpStatusCode.OK, "only runs of tools are counted");

        _clock.Advance(TimeSpan.FromSeconds(6));
        (await Post(key, McpCast.CallOf("secret_handshake"))).StatusCode.ShouldBe(HttpStatusCode.OK, "calls come back evenly");
        (await Post(key, McpCast.CallOf("secret_handshake"))).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await _cast.Admin.PutAsJsonAsync($"/api/v1/keys/{id}", new { callsPerMinute = 60 }, Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await Post(key, McpCast.CallOf("secret_handshake"))).StatusCode.ShouldBe(HttpStatusCode.OK, "a new limit holds at once");
    }

    [Fact]
    public async Task Only_administrators_deal_in_keys_and_only_sound_ones()
    {
        using var sam = await _cast.Hub.SignIn("sam");
        (await sam.GetAsync("/api/v1/keys", Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await sam.PostAsJsonAsync("/api/v1/keys", new { name = "x", scopes = new[] { "tools" } }, Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var nobody = new HttpClient { BaseAddress = _cast.Hub.Address };
        (await nobody.GetAsync("/api/v1/keys", Ct)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        object[] unsound =
        [
            new { name = "", scopes = new[] { "tools" } }, new { name = new string('x', 101), scopes = new[] { "tools" } }, new { name = "x" },
            new { name = "x", scopes = Array.Empty<string>() }, new { name = "x", scopes = new[] { "tools", "everything" } },
            new { name = "x", scopes = new[] { "tools" }, callsPerMinute = 0 }, new { name = "x", scopes = new[] { "tools" }, callsPerMinute = 100_001 },
        ];
        foreach (var given in unsound) (await _cast.Admin.PostAsJsonAsync("/api/v1/keys", given, Ct)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, given.ToString());
    }

    public async ValueTask InitializeAsync() => _cast = await McpCast.Start(postgres, _clock);

    public ValueTask DisposeAsync() => _cast.DisposeAsync();

    private async Task<HttpResponseMessage> Post(string? key, HttpContent body, Hub? at = null)
    {
        using var program = _cast.Program(null, at);
        if (key is not null) program.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        return await program.PostAsync("/mcp", body, Ct);
    }

    private async Task<string> Stored(Guid id)
    {
        await using var connection = new NpgsqlConnection(_cast.Hub.ConnectionString);
        return await connection.QuerySingleAsync<string>("select row_to_json(keys)::text || encode(secret_hash, 'base64') from keys where id = @id", new { id });
    }

    private async Task<int> PoliciesOf(Guid holder)
    {
        await using var connection = new NpgsqlConnection(_cast.Hub.ConnectionString);
        return await connection.ExecuteScalarAsync<int>("select count(*)::int from policies where holder_id = @holder", new { holder });
    }

    private async Task<string[]> Audited(Guid id)
    {
        await using var connection = new NpgsqlConnection(_cast.Hub.ConnectionString);
        return [.. await connection.QueryAsync<string>("select deed from audit where subject = @id order by id", new { id = id.ToString() })];
    }
}
