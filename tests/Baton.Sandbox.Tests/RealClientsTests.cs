using System.Diagnostics;
using System.Text.Json;

namespace Baton.Sandbox.Tests;

/// <summary>Published clients, unmodified, in processes of their own.</summary>
public sealed class RealClientsTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    private const int StepsMin = 26;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dynamics_web_api_does_all_that_it_can_do()
    {
        var saw = await Run("dataverse.cjs");
        saw.GetProperty("failed").ToString().ShouldBe("{}");
        saw.GetProperty("passed").GetArrayLength().ShouldBeGreaterThanOrEqualTo(StepsMin);
    }

    [Fact]
    public async Task Dataverse_webapi_does_all_that_it_can_do()
    {
        var saw = await Run("dataverse-webapi.mjs");
        saw.GetProperty("failed").ToString().ShouldBe("{}");
        saw.GetProperty("passed").GetArrayLength().ShouldBeGreaterThanOrEqualTo(16);
    }

    [Fact]
    public async Task Msal_signs_in_with_secret_and_certificate_and_is_told_why_not()
    {
        var saw = await Run("msal.cjs");
        saw.GetProperty("secret").GetInt32().ShouldBe(200);
        saw.GetProperty("certificate").GetInt32().ShouldBe(200);
        saw.GetProperty("wrongSecret").GetString().ShouldBe("AADSTS7000215");
        saw.GetProperty("wrongKey").GetString().ShouldBe("AADSTS700027");
    }

    private async Task<JsonElement> Run(string script)
    {
        var folder = Folder();
        Directory.Exists(Path.Combine(folder, "node_modules")).ShouldBeTrue("Run 'npm ci' in tests/clients first; ./baton test does.");
        var trusted = Path.Combine(Path.GetTempPath(), $"sandbox-{Guid.NewGuid():N}.pem");
        await File.WriteAllTextAsync(trusted, await sandbox.Look("/sandbox/https.pem"), Ct);
        var start = new ProcessStartInfo("node", [script]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["SANDBOX_URL"] = sandbox.Url, ["SANDBOX_HTTPS"] = sandbox.HttpsUrl, ["SANDBOX_TENANT"] = sandbox.Options.TenantId,
            ["SANDBOX_CLIENT"] = sandbox.Options.ClientId, ["SANDBOX_SECRET"] = sandbox.Options.ClientSecret, ["NODE_EXTRA_CA_CERTS"] = trusted,
        }) start.Environment[name] = value;
        using var node = Process.Start(start)!;
        try
        {
            using var late = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            late.CancelAfter(Patience);
            var (said, complained) = (node.StandardOutput.ReadToEndAsync(late.Token), node.StandardError.ReadToEndAsync(late.Token));
            await node.WaitForExitAsync(late.Token);
            node.ExitCode.ShouldBe(0, await complained);
            return JsonDocument.Parse(await said).RootElement;
        }
        finally
        {
            if (!node.HasExited) node.Kill(entireProcessTree: true);
            File.Delete(trusted);
        }
    }

    private static string Folder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Baton.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, "tests", "clients");
    }
}
