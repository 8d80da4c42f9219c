using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Baton.Bench;

/// <summary>
/// The peer of the roundtrip: npm's offline-directline with a bare HTTP bot, a process each. It stores nothing and has no sockets, so its visitor asks
/// for the answer after posting, which is there by then.
/// </summary>
public static class DirectLinePeer
{
    private const string Words = """{"type":"message","from":{"id":"dl_bench"},"text":"Thank you"}""";

    public static async Task<Measured> Measure(
        string peersFolder, int conversations, double seconds, string script = "bot.cjs", string what = "peer: offline-directline, bare bot")
    {
        var (hubPort, botPort) = (HubProcess.FreePort(), HubProcess.FreePort());
        using var bot = Node(peersFolder, script, botPort);
        using var hub = Node(peersFolder, "hub.cjs", hubPort, botPort);
        try
        {
            var address = new Uri($"http://127.0.0.1:{hubPort}");
            await EchoServer.Reachable(new Uri($"http://127.0.0.1:{botPort}"));
            await EchoServer.Reachable(address);
            return await Load.Measure(what, conversations, seconds, _ => Converse(address));
        }
        finally
        {
            foreach (var process in (Process[])[hub, bot])
            {
                process.Kill();
                await process.WaitForExitAsync();
            }
        }
    }

    private static async Task<Func<int, Task>> Converse(Uri address)
    {
        var http = await RawHttp.Connect(address);
        await http.Send(RawHttp.Post(address, "/directline/conversations", null, "{}"));
        var id = JsonDocument.Parse(http.Body).RootElement.GetProperty("conversationId").GetString();
        var path = $"/directline/conversations/{id}/activities";
        var post = RawHttp.Post(address, path, null, Words);
        var taken = 0;
        return async _ =>
        {
            await http.Send(post);
            for (taken += 2; ; await Task.Yield())
            {
                await http.Send(RawHttp.Get(address, $"{path}?watermark={taken - 1}"));
                if (http.Body.Span.IndexOf("Echo: "u8) >= 0) return;
            }
        };
    }

    internal static Process Node(string folder, string script, params int[] arguments) => Process.Start(new ProcessStartInfo(
        "node", [Path.Combine(folder, script), .. arguments.Select(number => number.ToString(CultureInfo.InvariantCulture))]))!;
}
