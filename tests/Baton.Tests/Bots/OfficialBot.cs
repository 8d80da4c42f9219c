using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Baton.Tests.House;

namespace Baton.Tests.Bots;

/// <summary>A bot made with one of Microsoft's libraries from npm, unmodified, in a process of its own.</summary>
internal sealed partial class OfficialBot : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, string> NoSettings = [];

    private readonly Process _node;
    private readonly HttpClient _http = new();
    private readonly Uri _address;

    private OfficialBot(Process node, int port) => (_node, _address) = (node, new Uri($"http://127.0.0.1:{port}/"));

    public Uri Address => _address;
    public string Endpoint => new Uri(_address, "api/messages").ToString();

    /// <summary>The events that it was sent, and what it says that it was told.</summary>
    public ConcurrentQueue<JsonElement> Events { get; } = new();

    /// <summary>With botbuilder.</summary>
    public static Task<OfficialBot> Start(CancellationToken ct, IReadOnlyDictionary<string, string>? settings = null) => Start("botbuilder.cjs", settings ?? NoSettings, ct);

    /// <summary>With the Agents SDK, which has to be told its port.</summary>
    public static Task<OfficialBot> StartAgent(CancellationToken ct, IReadOnlyDictionary<string, string>? settings = null) =>
        Start("agents.cjs", new Dictionary<string, string>(settings ?? NoSettings) { ["PORT"] = $"{ServerProcess.FreePort()}" }, ct);

    /// <summary>What runs beside a bot of the Agents SDK and gets its tokens.</summary>
    public static Task<OfficialBot> StartSidecar(IReadOnlyDictionary<string, string> settings, CancellationToken ct) => Start("../../deploy/agents-sidecar.mjs", settings, ct);

    private static async Task<OfficialBot> Start(string script, IReadOnlyDictionary<string, string> settings, CancellationToken ct)
    {
        var start = new ProcessStartInfo("node", [script]) { WorkingDirectory = NodeClient.Folder(), RedirectStandardOutput = true };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var node = Process.Start(start)!;
        var port = await Port(node, ct).WaitAsync(StartMax, ct);
        var bot = new OfficialBot(node, port);
        _ = bot.Listen();
        return bot;
    }

    private static async Task<int> Port(Process node, CancellationToken ct)
    {
        while (await node.StandardOutput.ReadLineAsync(ct) is { } line)
            if (SaidPort().Match(line) is { Success: true } port) return int.Parse(port.Groups[1].Value, CultureInfo.InvariantCulture);
        throw new InvalidOperationException("It ended before it listened. Run 'npm ci' in tests/clients first; ./baton test does.");
    }

    /// <summary>Waits until it says that it was told so.</summary>
    public Task IsTold(string name) => Eventually.IsTrue(() => Task.FromResult(Events.Any(told => told.GetProperty("name").GetString() == name)), $"the bot is told '{name}'");

    /// <summary>It speaks of its own accord, in the conversation in which it was told "later". Answers what came of it.</summary>
    public async Task<JsonElement> Speaks()
    {
        var answer = await _http.PostAsync(new Uri(_address, "speak"), null);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async ValueTask DisposeAsync()
    {
        _node.Kill();
        await _node.WaitForExitAsync();
        _node.Dispose();
        _http.Dispose();
    }

    private async Task Listen()
    {
        while (await _node.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith('{')) Events.Enqueue(JsonDocument.Parse(line).RootElement);
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"^(?:Server listening to port )?(\d+)\b")]
    private static partial System.Text.RegularExpressions.Regex SaidPort();
}
