using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Bots.Trust;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Bots;

/// <summary>The keys that Baton signs with change without anybody noticing.</summary>
public sealed class SigningKeyTests(TestPostgres postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_published_before_it_signs_and_as_long_as_what_it_signed_is_good()
    {
        var clock = new FakeClock();
        await using var hub = await Hub.Start(postgres, clock);
        async Task Passes(TimeSpan time)
        {
            await hub.InWork(work => work.Run("update signing_keys set signs_from = signs_from - @time, made_at = made_at - @time", new { time }));
            clock.Advance(TimeSpan.FromSeconds(61));   // until they are read again
        }

        var first = (await Published(hub)).ShouldHaveSingleItem();
        (await Signer(hub)).ShouldBe(first);
        await Passes(TimeSpan.FromDays(87));
        (await Published(hub)).ShouldBe([first]);

        await Passes(TimeSpan.FromDays(2));
        var both = await Published(hub);
        both.Length.ShouldBe(2);
        (await Signer(hub)).ShouldBe(first, "bots have to have read the new one first");
        await Passes(TimeSpan.FromHours(47));
        (await Signer(hub)).ShouldBe(first);

        await Passes(TimeSpan.FromHours(1));
        (await Signer(hub)).ShouldBe(both[1]);
        await Passes(TimeSpan.FromMinutes(70));
        (await Published(hub)).ShouldBe(both, "what the old one signed last is good for an hour");
        await Passes(TimeSpan.FromMinutes(10));
        (await Published(hub)).ShouldBe([both[1]]);
    }

    [Fact]
    public async Task Processes_that_begin_together_make_one_key_that_all_of_them_sign_with()
    {
        await using var one = await Hub.Start(postgres);
        await using var two = await Hub.Start(postgres, connectionString: one.ConnectionString);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Signer(i % 2 == 0 ? one : two)));

        (await Published(one)).ShouldHaveSingleItem().ShouldBe(await Signer(two));
        (await one.Read<string>("select sealed from signing_keys"))[0].ShouldNotContain("MII", Case.Sensitive, "a private key is not kept open");
    }

    [Fact]
    public async Task A_bot_elsewhere_hears_every_word_while_the_keys_change()
    {
        var here = TrustCast.Somewhere();   // all of them are behind one public address
        await using var store = await TrustCast.Begin(postgres, publicAddress: here);
        await Published(store.Hub);
        await Age(store.Hub, TimeSpan.FromDays(89));
        await using var before = await TrustCast.Begin(postgres, store.Hub.ConnectionString, address: here);
        (await Published(before.Hub)).Length.ShouldBe(2);
        var (_, secret) = await before.MakesSecret();
        await using var bot = await OfficialBot.Start(Ct, before.Botbuilder(secret));
        await before.Connects(bot.Endpoint, TrustCast.OfBaton);
        var old = (await before.Asks(secret)).Body.GetProperty("access_token").GetString()!;
        var visitor = await before.Meets();
        await visitor.Say("one");
        await visitor.HeardThat("Echo: one");

        await Age(store.Hub, TimeSpan.FromHours(49));
        await using var after = await TrustCast.Begin(postgres, store.Hub.ConnectionString, here);
        (await Signer(after.Hub)).ShouldNotBe(KeyOf(old));
        var second = await after.Meets();
        await second.Say("two");
        await second.HeardThat("Echo: two");
        (await after.Speaks(visitor, old)).ShouldBe((200, null), "the bot's own token is good until its end");

        await Age(store.Hub, TimeSpan.FromHours(2));
        await using var later = await TrustCast.Begin(postgres, store.Hub.ConnectionString, here);
        (await later.Speaks(visitor, old)).ShouldBe((401, "Unauthorized"), "nobody can have a good one of that key any more");
    }

    [Fact]
    public async Task An_administrator_replaces_them_at_once_and_no_process_takes_what_they_signed()
    {
        var here = TrustCast.Somewhere();
        await using var one = await TrustCast.Begin(postgres, publicAddress: here, address: here);
        await using var two = await TrustCast.Begin(postgres, one.Hub.ConnectionString, publicAddress: here, address: TrustCast.Somewhere());
        var (_, secret) = await one.MakesSecret();
        await using var bot = await OfficialBot.Start(Ct, one.Botbuilder(secret));
        await one.Connects(bot.Endpoint, TrustCast.OfBaton);
        var old = (await one.Asks(secret)).Body.GetProperty("access_token").GetString()!;
        var visitor = await one.Meets();
        (await two.Speaks(visitor, old)).ShouldBe((200, null));
        var before = (await one.Admin.Json("/api/v1/bots/keys")).EnumerateArray().Single();
        before.GetProperty("state").GetString().ShouldBe("signs");

        var rotated = await (await one.Admin.Posts("/api/v1/bots/keys/rotate", new { })).Body();

        rotated.GetProperty("revoked").EnumerateArray().Select(id => id.GetString()).ShouldBe([before.GetProperty("id").GetString()]);
        (await one.Speaks(visitor, old)).ShouldBe((401, "Unauthorized"), "at once");
        await Eventually.Is(() => two.Speaks(visitor, old), answer => answer.Status == 401, "the other process knows it, too");
        (await Published(two.Hub)).ShouldBe([rotated.GetProperty("id").GetString()!]);
        (await Signer(two.Hub)).ShouldBe(rotated.GetProperty("id").GetString());
        var fresh = (await one.Asks(secret)).Body.GetProperty("access_token").GetString()!;
        (await two.Speaks(visitor, fresh)).ShouldBe((200, null), "the bot gets itself a new one");
        (await one.Hub.Read<string>("select subject from audit where deed = 'signing keys rotated' and detail->'revoked' ? @id", new { id = before.GetProperty("id").GetString() }))
            .ShouldBe([rotated.GetProperty("id").GetString()!]);
        using var sam = await one.Hub.SignIn("sam");
        ((int)(await sam.Posts("/api/v1/bots/keys/rotate", new { })).StatusCode).ShouldBe(403);
    }

    [Fact]
    public async Task Libraries_find_the_keys_where_they_look_for_them()
    {
        await using var hub = await Hub.Start(postgres, settings: new Dictionary<string, string?> { ["BATON_PUBLIC_URL"] = "https://chat.contoso.example/" });

        var document = await Json(hub, "/.well-known/openid-configuration");

        document.GetProperty("issuer").GetString().ShouldBe("https://chat.contoso.example");
        document.GetProperty("jwks_uri").GetString().ShouldBe("https://chat.contoso.example/.well-known/keys");
        document.GetProperty("token_endpoint").GetString().ShouldBe("https://chat.contoso.example/hubtenant/oauth2/v2.0/token");
        document.GetProperty("id_token_signing_alg_values_supported")[0].GetString().ShouldBe("RS256");
        (await Json(hub, "/hubtenant/v2.0/.well-known/openid-configuration")).GetRawText().ShouldBe(document.GetRawText());
        var keys = await Json(hub, "/.well-known/keys");
        (await Json(hub, "/hubtenant/discovery/v2.0/keys")).GetRawText().ShouldBe(keys.GetRawText());
        keys.GetProperty("keys")[0].EnumerateObject().Select(member => member.Name).ShouldBe(["kty", "use", "alg", "kid", "n", "e"], "and nothing of the private part");
    }

    private static Task Age(Hub hub, TimeSpan by) => hub.InWork(work => work.Run("update signing_keys set signs_from = signs_from - @by, made_at = made_at - @by", new { by }));

    private static async Task<JsonElement> Json(Hub hub, string path) => await (await hub.Http.GetAsync(new Uri(path, UriKind.Relative), Ct)).Body();

    private static async Task<string[]> Published(Hub hub) =>
        [.. (await Json(hub, "/.well-known/keys")).GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kid").GetString()!)];

    private static async Task<string> Signer(Hub hub) => KeyOf(await hub.Services.GetRequiredService<SigningKeys>().Sign(new JsonObject(), Ct));

    private static string KeyOf(string token) => JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[0])).RootElement.GetProperty("kid").GetString()!;
}
