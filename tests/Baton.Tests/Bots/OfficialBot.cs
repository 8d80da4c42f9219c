using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Baton.Tests.House;

namespace Baton.Tests.Bots;

/// <summary>A bot made with Microsoft's botbuilder from npm, unmodified, in a process of its own.</summary>
internal sealed class OfficialBot : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(1);

    private readonly Process _node;
    private readonly HttpClient _http = new();
    private readonly Uri _address;

    private OfficialBot(Process node, int port) => (_node, _address) = (node, new Uri($"http://127.0.0.1:{port}/"));

    public string Endpoint => new Uri(_address, "api/messages").ToString();

    /// <summary>The events that it was sent.</summary>
    public ConcurrentQueue<JsonElement> Events { get; } = new();

    public static async Task<OfficialBot> Start(CancellationToken ct)
    {
        var start = new ProcessStartInfo("node", ["botbuilder.cjs"]) { WorkingDirectory = NodeClient.Folder(), RedirectStandardOutput = true };
        var node = Process.Start(start)!;
        var first = await node.StandardOutput.ReadLineAsync(ct).AsTask().WaitAsync(StartMax, ct);
        first.ShouldNotBeNull("Run 'npm ci' in tests/clients first; ./baton test does.");
        var bot = new OfficialBot(node, int.Parse(first, CultureInfo.InvariantCulture));
        _ = bot.Listen();
        return bot;
    }

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
        while (await _node.StandardOutput.ReadLineAsync() is { } line) Events.Enqueue(JsonDocument.Parse(line).RootElement);
    }
}
