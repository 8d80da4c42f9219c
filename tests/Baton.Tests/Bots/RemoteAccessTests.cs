using System.Text.Json;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Tests.Bots;

/// <summary>What an account says of how its bot is reached: what is wrong with it, and where it leads.</summary>
public sealed class RemoteAccessTests
{
    [Theory]
    [InlineData("directLine", null, null, "needs auth")]
    [InlineData("directLine", "ftp://x", """{"type":"secret","secret":"s"}""", "is no address")]
    [InlineData("directLine", "http://directline.example/", """{"type":"secret","secret":"s"}""", "https only")]
    [InlineData("directLine", null, """{"type":"secret"}""", "is missing (secret)")]
    [InlineData("copilotStudio", null, """{"type":"tokenEndpoint"}""", "The endpoint is the agent's token endpoint")]
    [InlineData("copilotStudio", null, """{"type":"directToEngine","environmentId":"not one"}""", "An environment id looks like")]
    [InlineData("copilotStudio", null, """{"type":"directToEngine","environmentId":"00000000-0000-0000-0000-000000000000"}""", "is missing (schemaName)")]
    [InlineData("copilotStudio", null, """{"type":"magic"}""", "tokenEndpoint, secret or directToEngine")]
    [InlineData("directLine", null, """{"type":"secret","secret":"s"}""", null)]
    [InlineData("directLine", "http://127.0.0.1:5081/", """{"type":"secret","secret":"s"}""", null)]
    public void What_is_wrong_with_an_account_is_said_in_a_sentence(string kind, string? endpoint, string? auth, string? wrong)
    {
        var said = RemoteAccess.Check(kind, endpoint, auth is null ? null : JsonDocument.Parse(auth).RootElement, isDemo: true, new OutsideSettings());

        if (wrong is null) said.ShouldBeNull();
        else said!.ShouldContain(wrong);
    }

    [Theory]
    [InlineData("ba700000-e0e0-4000-8000-0000000000a1", "https://ba700000e0e0400080000000000000.a1.environment.api.powerplatform.com/")]
    [InlineData("Default-ba700000-e0e0-4000-8000-0000000000A1", "https://defaultba700000e0e0400080000000000000.a1.environment.api.powerplatform.com/")]
    public void The_engines_host_follows_from_the_environment(string environment, string host)
    {
        var auth = JsonSerializer.SerializeToElement(new { type = "directToEngine", environmentId = environment, schemaName = "s", tenantId = "t", clientId = "c", clientSecret = "x" });

        RemoteAccess.Read("copilotStudio", null, auth).Address.ToString().ShouldBe(host);
    }
}
