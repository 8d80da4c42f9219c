using System.Collections.Concurrent;
using System.Text.Json;
using Baton.People;
using Baton.Plumbing;
using Baton.Sandbox;
using Baton.Tests.Crm;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Tests.Bots;

/// <summary>Bots whose tokens, and ours for them, come from Entra: the sandbox's.</summary>
public sealed class EntraTrustTests(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>, IAsyncLifetime
{
    private const string BotApplication = "ba700000-c11e-4d00-8000-00000000000a";
    private const string BotSecret = "Sandbox~bot.elsewhere";
    private const string OtherSecret = "Sandbox~other.secret.for.Contoso";

    private TrustCast _cast = null!;
    private Uri _entra = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bot_in_the_same_tenant_is_called_with_a_token_of_Entra_and_answers_with_one()
    {
        await using var bot = await OfficialBot.Start(Ct, Botbuilder());
        await Connects(bot.Endpoint, SandboxOptions.DemoClientSecret);
        var visitor = await _cast.Meets();

        await visitor.Say("good morning");
        await visitor.HeardThat("Echo: good morning");
        await visitor.Say("members");
        await visitor.HeardThat("Here: user and bot");
        await visitor.Say("human");

        (await _cast.GaveUp(visitor, "Asked for a person")).Summary.ShouldBe("Wants a new card");
    }

    [Fact]
    public async Task A_new_secret_is_tried_first_and_the_one_before_it_kept_until_it_has_worked()
    {
        await using var bot = await OfficialBot.Start(Ct, Botbuilder());
        await Connects(bot.Endpoint, SandboxOptions.DemoClientSecret);
        var visitor = await _cast.Meets();

        await Connects(bot.Endpoint, "copied wrongly");
        await visitor.Say("one");
        await visitor.HeardThat("Echo: one");
        (await Kept()).GetProperty("previousSecret").GetString().ShouldBe(SandboxOptions.DemoClientSecret);

        await Connects(bot.Endpoint, OtherSecret);
        await visitor.Say("two");
        await visitor.HeardThat("Echo: two");

        var kept = await Kept();
        kept.GetProperty("clientSecret").GetString().ShouldBe(OtherSecret);
        kept.TryGetProperty("previousSecret", out _).ShouldBeFalse("the new one has worked");
    }

    [Fact]
    public async Task Whoever_has_a_token_of_Entra_but_not_that_bots_is_refused()
    {
        (await _cast.Admin.Puts($"/api/v1/bots/{DemoPeople.Bot}", new { name = "Order bot", kind = "topics" })).EnsureSuccessStatusCode();
        var visitor = await Visitor.Begin(_cast.Hub);
        await visitor.Heard(1);
        await Connects(TrustCast.Nowhere, SandboxOptions.DemoClientSecret);

        (await _cast.Speaks(visitor, await Token(BotApplication, BotSecret, "https://api.botframework.com"))).ShouldBe((200, null));
        (await _cast.Speaks(visitor, await Token(BotApplication, BotSecret, SandboxOptions.DemoClientId))).ShouldBe((200, null), "made out to us by our client id");

        (await _cast.Speaks(visitor, null)).ShouldBe((401, "Unauthorized"));
        (await _cast.Speaks(visitor, await Token(BotApplication, BotSecret, BotApplication))).ShouldBe((401, "Unauthorized"), "made out to itself");
        (await _cast.Speaks(visitor, await Token(SandboxOptions.DemoClientId, SandboxOptions.DemoClientSecret, "https://api.botframework.com"))).ShouldBe((403, "Forbidden"), "another application");
        (await _cast.Speaks(visitor, await Token(BotApplication, BotSecret, _entra.GetLeftPart(UriPartial.Authority)))).ShouldBe((401, "Unauthorized"), "for Dynamics, and not signed with RSA");
        (await _cast.Speaks(visitor, await _cast.Signs(claims => (claims["aud"], claims["appid"], claims["serviceurl"]) = ("https://api.botframework.com", BotApplication, "x")))).ShouldBe((401, "Unauthorized"), "ours");

        await Connects(TrustCast.Nowhere, SandboxOptions.DemoClientSecret, tenant: "11111111-2222-4333-8444-555555555555");
        (await _cast.Speaks(visitor, await Token(BotApplication, BotSecret, "https://api.botframework.com"))).ShouldBe((401, "Unauthorized"), "Entra signs for everybody: it is another tenant's");
    }

    [Fact]
    public async Task A_token_that_the_bot_refuses_is_replaced_once()
    {
        var shown = new ConcurrentQueue<string>();
        await using var bot = await Stand(async http =>
        {
            shown.Enqueue(http.Request.Headers.Authorization.ToString());
            http.Response.StatusCode = shown.Count == 1 ? 401 : 200;
            await http.Response.CompleteAsync();
        });
        await Connects($"{bot.Urls.First()}/api/messages", SandboxOptions.DemoClientSecret);

        await Visitor.Begin(_cast.Hub);

        await Eventually.Is(() => Task.FromResult(shown.Count), count => count >= 3, "it is greeted, and told the context");
        var tokens = shown.ToArray();
        tokens.ShouldAllBe(token => token.StartsWith("Bearer ey", StringComparison.Ordinal));
        tokens[1].ShouldNotBe(tokens[0], "a fresh one");
        tokens[2].ShouldBe(tokens[1], "which is kept");
    }

    [Fact]
    public async Task Without_a_token_nobody_is_called_and_a_person_is_asked()
    {
        await Connects(TrustCast.Nowhere, "wrong from the start", fresh: true);

        var visitor = await Visitor.Begin(_cast.Hub);

        (await _cast.GaveUp(visitor, "The bot could not be reached")).Summary!.ShouldContain("AADSTS7000215");
    }

    public async ValueTask InitializeAsync()
    {
        _entra = await sandbox.Address();
        _cast = await TrustCast.Begin(postgres);
    }

    public ValueTask DisposeAsync() => _cast.DisposeAsync();

    private static async Task<WebApplication> Stand(Func<Microsoft.AspNetCore.Http.HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(new Microsoft.AspNetCore.Http.RequestDelegate(answer));
        await app.StartAsync();
        return app;
    }

    private async Task Connects(string endpoint, string secret, bool fresh = false, string tenant = SandboxOptions.DemoTenantId)
    {
        if (fresh) await _cast.Connects(endpoint, TrustCast.OfBaton);
        await _cast.Connects(endpoint, new
        {
            type = "entra", tenantId = tenant, clientId = SandboxOptions.DemoClientId, clientSecret = secret, authority = _entra,
        }, BotApplication);
    }

    /// <summary>A bot that trusts the sandbox's Entra instead of Microsoft's; the application as which Baton calls is let in by name.</summary>
    private Dictionary<string, string> Botbuilder()
    {
        var authority = new Uri(_entra, SandboxOptions.DemoTenantId).ToString();
        return new()
        {
            ["MicrosoftAppType"] = "SingleTenant", ["MicrosoftAppId"] = BotApplication, ["MicrosoftAppPassword"] = BotSecret, ["MicrosoftAppTenantId"] = SandboxOptions.DemoTenantId,
            ["ValidateAuthority"] = "false", ["CallerId"] = authority, ["OAuthUrl"] = authority, ["ToBotFromChannelTokenIssuer"] = "https://api.botframework.com",
            ["ToBotFromChannelOpenIdMetadataUrl"] = $"{authority}/v2.0/.well-known/openid-configuration",
            ["ToBotFromEmulatorOpenIdMetadataUrl"] = $"{authority}/v2.0/.well-known/openid-configuration",
            ["ToChannelFromBotLoginUrl"] = authority, ["ToChannelFromBotOAuthScope"] = "https://api.botframework.com", ["HubTokenUrl"] = $"{authority}/oauth2/v2.0/token",
            ["AllowedCallers"] = SandboxOptions.DemoClientId, ["TokenIssuers"] = $"https://sts.windows.net/{SandboxOptions.DemoTenantId}/",
        };
    }

    private async Task<JsonElement> Kept()
    {
        await using var scope = _cast.Hub.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<Database>().BotAuth(scope.ServiceProvider.GetRequiredService<Secrets>(), DemoPeople.Bot, Ct))!.Value;
    }

    private async Task<string> Token(string application, string secret, string audience)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = application, ["client_secret"] = secret, ["scope"] = $"{audience}/.default",
        });
        using var http = new HttpClient();
        var answer = await http.PostAsync(new Uri(_entra, $"{SandboxOptions.DemoTenantId}/oauth2/v2.0/token"), form, Ct);
        return (await answer.Body()).GetProperty("access_token").GetString()!;
    }
}
