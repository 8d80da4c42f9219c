using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Baton.Bots.Trust;

namespace Baton.Tests.Bots;

/// <summary>What somebody shows as a token is read, or it is none: it breaks nothing.</summary>
public sealed class JwtTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly RSA _key = RSA.Create(2048);

    [Fact]
    public async Task What_was_signed_is_read_and_what_was_changed_is_not_believed()
    {
        var text = Jwt.Sign(_key, "k1", Claims());
        var token = Jwt.Read(text)!;
        (token.KeyId, token.Issuer, token.Text("appid"), token.Text("exp"), token.Text("nothing")).ShouldBe(("k1", "us", "a", null, null));
        (await token.IsSignedBy(_key)).ShouldBeTrue();
        (await Jwt.Read(Changed(text, claims => claims["appid"] = "b"))!.IsSignedBy(_key)).ShouldBeFalse();
        using var other = RSA.Create(2048);
        (await token.IsSignedBy(other)).ShouldBeFalse();
        (token.IsFor(["x", "bot"]), token.IsFor(["x"]), token.IsFor([])).ShouldBe((true, false, false));
    }

    [Theory]
    [InlineData(-301, false), InlineData(-299, true), InlineData(0, true)]
    public void It_is_good_until_its_end_give_or_take_what_clocks_differ_by(int secondsLeft, bool good) =>
        Jwt.Read(Jwt.Sign(_key, "k", Claims(Now.AddSeconds(secondsLeft).ToUnixTimeSeconds())))!.IsGoodAt(Now, TimeSpan.FromMinutes(5)).ShouldBe(good);

    [Theory]
    [InlineData("exp", null), InlineData("exp", "\"tomorrow\""), InlineData("exp", "-1"), InlineData("nbf", "99999999999"), InlineData("exp", "0")]
    public void One_that_never_ends_or_has_not_begun_is_not_good(string claim, string? value)
    {
        var claims = Claims();
        claims[claim] = value is null ? null : JsonNode.Parse(value);
        if (value is null) claims.Remove(claim);
        Jwt.Read(Jwt.Sign(_key, "k", claims))?.IsGoodAt(Now, TimeSpan.FromMinutes(5)).ShouldBeFalse();
    }

    [Fact]
    public void Nonsense_is_no_token()
    {
        var good = Jwt.Sign(_key, "k", Claims());
        foreach (var text in new[]
        {
            "", ".", "..", "...", "a.b.c", "a.b", good + ".x", good.Replace('.', '!'), "=.=.=", new string('a', 20_000), $"{good}{new string('A', 20_000)}", "\0", "💥.💥.💥",
            Headed(good, """{"alg":"none","kid":"k"}"""), Headed(good, """{"alg":"HS256","kid":"k"}"""), Headed(good, """{"alg":"RS256"}"""), Headed(good, """{"alg":"RS256","kid":""}"""),
            Headed(good, """{"alg":5,"kid":"k"}"""), Headed(good, "[]"), Headed(good, "null"), Headed(good, """{"alg":"RS256","kid":{}}"""),
            good[..(good.LastIndexOf('.') + 1)],
        })
            Jwt.Read(text).ShouldBeNull(text);
        foreach (var claims in new[] { """{"exp":1e300}""", """{"exp":{}}""", """{"aud":5}""", """{"aud":[5,null,{}]}""", """{"iss":[]}""", """{"nbf":"x"}""" })
            Jwt.Read(Bodied(good, claims))?.IsGoodAt(Now, TimeSpan.Zero).ShouldBeFalse(claims);
    }

    public void Dispose() => _key.Dispose();

    private static JsonObject Claims(long? ends = null) => new()
    {
        ["iss"] = "us", ["aud"] = "bot", ["appid"] = "a", ["exp"] = ends ?? Now.AddHours(1).ToUnixTimeSeconds(), ["nbf"] = Now.AddHours(-1).ToUnixTimeSeconds(),
    };

    private static string Headed(string token, string head) => $"{Encoded(head)}{token[token.IndexOf('.', StringComparison.Ordinal)..]}";

    private static string Bodied(string token, string body) => $"{token.Split('.')[0]}.{Encoded(body)}.{token.Split('.')[2]}";

    private static string Changed(string token, Action<JsonObject> change)
    {
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!.AsObject();
        change(claims);
        return Bodied(token, claims.ToJsonString());
    }

    private static string Encoded(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
