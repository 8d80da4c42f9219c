using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Baton.Tests.House;

/// <summary>The server as a process of its own, that can be killed as the kernel would kill it.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const int PortMin = 20_000;
    private const int PortCount = 12_000;

    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(180);
    private static int _ports = Random.Shared.Next(PortCount);

    private readonly Process _process;

    private readonly List<string> _said;

    private ServerProcess(Process process, Uri address, List<string> said) => (_process, Address, _said) = (process, address, said);

    public Uri Address { get; }

    /// <summary>
    /// A port for somebody who has to be told theirs. Below those from which systems take ports for outgoing connections, so that none of the many takes it before it is
    /// listened at, and each is given once.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = PortMin + (int)((uint)Interlocked.Increment(ref _ports) % PortCount);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else's; the next one.
            }
        }
    }

    /// <summary>On a database of its own making.</summary>
    public static Task<ServerProcess> Start(string connectionString, int port) =>
        Start(port, environment => environment["ConnectionStrings__Baton"] = connectionString);

    /// <summary>With the PostgreSQL that it brings itself, in this folder.</summary>
    public static Task<ServerProcess> StartIn(string dataFolder, int port) => Start(port, environment => environment["BATON_DATA"] = dataFolder);

    private static async Task<ServerProcess> Start(int port, Action<IDictionary<string, string?>> database)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Server).Assembly.Location, "run"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["BATON_URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["BATON_SANDBOX_URLS"] = $"http://127.0.0.1:{FreePort()}";
        start.Environment.Remove("ConnectionStrings__Baton");
        database(start.Environment);
        start.Environment["BATON_DEMO"] = "true";
        start.Environment["BATON_DEMO_PASSWORD"] = Hub.Password;
        start.Environment["BATON_DEMO_DIRECTLINE_SECRET"] = Hub.DirectLineSecret;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        var process = Process.Start(start)!;
        var (ready, said) = (new TaskCompletionSource(), new List<string>());
        void Hear(string? line)
        {
            if (line is null) return;
            lock (said) said.Add(line);
            if (line.StartsWith("Baton is ready", StringComparison.Ordinal)) ready.TrySetResult();
        }
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The server ended: {string.Join('\n', said.TakeLast(20))}"));
        try
        {
            await ready.Task.WaitAsync(StartMax);
        }
        catch (TimeoutException)
        {
            process.Kill();
            lock (said) throw new TimeoutException($"The server is not ready after {StartMax}. The last it said: {string.Join('\n', said.TakeLast(20))}");
        }
        return new ServerProcess(process, new Uri($"http://127.0.0.1:{port}"), said);
    }

    /// <summary>All that it has written so far.</summary>
    public string[] Said
    {
        get
        {
            lock (_said) return [.. _said];
        }
    }

    /// <summary>kill -9.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await Kill();
        _process.Dispose();
    }
}
