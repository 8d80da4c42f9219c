using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Baton.Tests.Crm;
using Baton.Tests.House;
using Dapper;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Baton.Tests.Bots;

/// <summary>An administrator connects a model, and is told what is wrong when something is; its key is shown to nobody and sent nowhere else.</summary>
public sealed class ModelSettingTests(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>, IAsyncLifetime
{
    private ModelCast _cast = null!;

    /// <summary>An answer as it should be, but for its length.</summary>
    private static readonly object Flood = new
    {
        id = "1", created = 0, model = "flood", @object = "chat.completion",
        choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = new string('a', 3 * 1024 * 1024) } } },
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_is_tried_before_it_is_saved_and_its_key_is_never_shown()
    {
        ((bool)(await Show())["configured"]!).ShouldBeFalse();
        (await Check()).ShouldBe("notConfigured");

        await _cast.Script(new { says = "Hello, founders!" });
        var tried = await _cast.Test(_cast.Form());
        ((bool)tried["ok"]!, (string?)tried["answer"]).ShouldBe((true, "Hello, founders!"));
        ((bool)(await Show())["configured"]!).ShouldBeFalse("to try is not to save");

        using var saved = await _cast.Put(_cast.Form(beyond: new { temperature = 1.5, secondsMax = 9, tokensMax = 500 }));
        saved.EnsureSuccessStatusCode();
        var shown = await Show();
        ((bool)shown["configured"]!, (bool)shown["hasKey"]!, (string?)shown["model"], (double)shown["temperature"]!, (int)shown["secondsMax"]!, (int)shown["tokensMax"]!)
            .ShouldBe((true, true, "sandbox-small", 1.5, 9, 500));
        foreach (var text in new[] { await saved.Content.ReadAsStringAsync(Ct), shown.ToJsonString(), await Stored() }) text.ShouldNotContain(ModelCast.Key);
        (await Check()).ShouldBe("ok");
        ((bool)(await _cast.Test())["ok"]!).ShouldBeTrue();
    }

    [Theory]
    [InlineData("error", "down", null), InlineData("throttled", "limit", null), InlineData("nonsense", "nonsense", "baseUrl"), InlineData("empty", "empty", "tokensMax")]
    [InlineData("refuses", "refused", null), InlineData("silent", "slow", "secondsMax")]
    public async Task What_is_wrong_with_a_model_is_named_with_what_to_do(string behaves, string code, string? field)
    {
        await _cast.Script(new { behaves });
        var tried = await _cast.Test(_cast.Form(beyond: new { secondsMax = behaves == "silent" ? 1 : 15 }));
        ((bool)tried["ok"]!, (string?)tried["code"], (string?)tried["field"]).ShouldBe((false, code, field), tried.ToJsonString());
        ((string?)tried["nextStep"]).ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task What_is_wrong_with_what_was_typed_is_named_too()
    {
        Wrong(await _cast.Test(_cast.Form(key: "another"))).ShouldBe(("key", "apiKey"));
        Wrong(await _cast.Test(_cast.Form(key: ""))).ShouldBe(("key", "apiKey"));
        Wrong(await _cast.Test(_cast.Form(name: "sandbox-large"))).ShouldBe(("unknown", "model"));
        Wrong(await _cast.Test(_cast.Form(baseUrl: $"http://127.0.0.1:{ServerProcess.FreePort()}/v1"))).ShouldBe(("unreachable", "baseUrl"));

        (await _cast.Put(_cast.Form(key: "another"))).EnsureSuccessStatusCode();
        (await Check()).ShouldBe("failed");
    }

    [Theory]
    [InlineData("""{"baseUrl": "https://models.example/v1"}""", "invalid_model")]
    [InlineData("""{"model": "m"}""", "invalid_base_url")]
    [InlineData("""{"model": "m", "baseUrl": "http://models.example/v1"}""", "invalid_base_url")]
    [InlineData("""{"model": "m", "baseUrl": "ftp://models.example/v1"}""", "invalid_base_url")]
    [InlineData("""{"model": "m", "baseUrl": "https://me:secret@models.example/v1"}""", "invalid_base_url")]
    [InlineData("""{"model": "m", "baseUrl": "https://models.example/v1?key=1"}""", "invalid_base_url")]
    [InlineData("""{"model": "m", "baseUrl": "https://models.example/v1", "temperature": 3}""", "invalid_temperature")]
    [InlineData("""{"model": "m", "baseUrl": "https://models.example/v1", "secondsMax": 0}""", "invalid_secondsMax")]
    [InlineData("""{"model": "m", "baseUrl": "https://models.example/v1", "tokensMax": 1000000}""", "invalid_tokensMax")]
    [InlineData("""{"model": "m", "baseUrl": "https://models.example/v1", "apiKey": "two words"}""", "invalid_key")]
    public async Task What_can_not_be_meant_is_refused(string form, string code)
    {
        using var refused = await _cast.Put(JsonNode.Parse(form)!);
        ((int)refused.StatusCode, (string?)(await refused.Content.ReadFromJsonAsync<JsonNode>(Ct))!["code"]).ShouldBe((422, code));
        ((bool)(await Show())["configured"]!).ShouldBeFalse();
    }

    [Fact]
    public async Task A_kept_key_goes_to_the_address_that_it_was_entered_for_and_nowhere_else()
    {
        await using var thief = await Service.Start(_ => Task.CompletedTask);
        await _cast.Connect();

        foreach (var answer in new[] { await _cast.Put(_cast.Form(key: null, baseUrl: $"{thief.Address}v1")), await _cast.Admin.PostAsJsonAsync("/api/v1/models/test", _cast.Form(key: null, baseUrl: $"{thief.Address}v1"), Ct) })
            ((string?)(await answer.Content.ReadFromJsonAsync<JsonNode>(Ct))!["code"]).ShouldBe("invalid_key");
        thief.Asked.ShouldBeEmpty();

        (await _cast.Put(_cast.Form(key: null, beyond: new { secondsMax = 3 }))).EnsureSuccessStatusCode();
        ((bool)(await _cast.Test())["ok"]!).ShouldBeTrue("the same address keeps its key");
        (await _cast.Put(_cast.Form(key: "", baseUrl: $"{thief.Address}v1"))).EnsureSuccessStatusCode();
        ((bool)(await Show())["hasKey"]!).ShouldBeFalse();
        await _cast.Test();
        thief.Asked.ShouldHaveSingleItem().Headers["Authorization"].ShouldNotContain(ModelCast.Key);
    }

    [Fact]
    public async Task An_endpoint_that_leads_elsewhere_is_not_followed_and_one_that_never_ends_is_left()
    {
        await using var elsewhere = await Service.Start(_ => Task.CompletedTask);
        await using var leads = await Service.Start(http =>
        {
            if (http.Request.Path.StartsWithSegments("/flood")) return http.Response.WriteAsJsonAsync(Flood);
            http.Response.Redirect(elsewhere.Address.ToString());
            return Task.CompletedTask;
        });

        Wrong(await _cast.Test(_cast.Form(baseUrl: $"{leads.Address}v1"))).ShouldBe(("elsewhere", "baseUrl"));
        elsewhere.Asked.ShouldBeEmpty();
        Wrong(await _cast.Test(_cast.Form(baseUrl: $"{leads.Address}flood"))).ShouldBe(("nonsense", "baseUrl"));
    }

    [Fact]
    public async Task Only_administrators_change_it_and_every_change_is_in_the_audit_log()
    {
        using var sam = await _cast.Hub.SignIn("sam");
        using var alex = await _cast.Hub.SignIn("alex");
        (await sam.GetAsync(new Uri("/api/v1/models", UriKind.Relative), Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await sam.PutAsJsonAsync("/api/v1/models", _cast.Form(), Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await sam.PostAsJsonAsync("/api/v1/models/test", _cast.Form(), Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await alex.GetAsync(new Uri("/api/v1/models", UriKind.Relative), Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        ((string?)(await _cast.Test())["code"]).ShouldBe("model_not_configured");

        await _cast.Connect();
        (await _cast.Admin.DeleteAsync(new Uri("/api/v1/models", UriKind.Relative), Ct)).EnsureSuccessStatusCode();
        await using var connection = new NpgsqlConnection(_cast.Hub.ConnectionString);
        (await connection.QueryAsync<string>("select deed from audit where deed like 'model.%' order by id")).ShouldBe(["model.set", "model.remove"]);
        (await connection.QuerySingleAsync<int>("select count(*)::int from secrets where name = 'bots.model_key'")).ShouldBe(0);
    }

    public async ValueTask InitializeAsync() => _cast = await ModelCast.Meet(postgres, sandbox);

    public ValueTask DisposeAsync() => _cast.DisposeAsync();

    private static (string?, string?) Wrong(JsonNode tried) => ((string?)tried["code"], (string?)tried["field"]);

    private async Task<JsonNode> Show() => (await _cast.Admin.GetFromJsonAsync<JsonNode>("/api/v1/models", Ct))!;

    private async Task<string?> Check() => (string?)(await _cast.Admin.GetFromJsonAsync<JsonNode>("/api/v1/checks", Ct))!["checks"]!.AsArray().Single(line => (string?)line!["name"] == "model")!["state"];

    private async Task<string> Stored()
    {
        await using var connection = new NpgsqlConnection(_cast.Hub.ConnectionString);
        return await connection.QuerySingleAsync<string>("select (select string_agg(s::text, ' ') from settings s) || (select string_agg(s::text, ' ') from secrets s) || (select string_agg(a::text, ' ') from audit a)");
    }
}
