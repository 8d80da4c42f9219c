using System.Diagnostics;
using System.Text.Json;

namespace Baton.Tests.House;

/// <summary>An official npm client, unmodified, in a process of its own. What it saw, it prints as one JSON object.</summary>
public static class NodeClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task<JsonElement> Run(string script, IReadOnlyDictionary<string, string> environment, CancellationToken ct)
    {
        var folder = Folder();
        Directory.Exists(Path.Combine(folder, "node_modules")).ShouldBeTrue("Run 'npm ci' in tests/clients first; ./baton test does.");
        var start = new ProcessStartInfo("node", [script]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var node = Process.Start(start)!;
        var (said, complained) = (node.StandardOutput.ReadToEndAsync(ct), node.StandardError.ReadToEndAsync(ct));
        await node.WaitForExitAsync(ct).WaitAsync(Patience, ct);
        node.ExitCode.ShouldBe(0, await complained);
        return JsonDocument.Parse((await said).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).RootElement;
    }

    public static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "tests", "clients"))) return Path.Combine(folder.FullName, "tests", "clients");
        throw new DirectoryNotFoundException("tests/clients is not above the tests.");
    }
}
