using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Baton.Plumbing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Baton.Bench;

/// <summary>
/// A hub of its own for a measurement: the very program that people run, in a process of its own, over an embedded PostgreSQL at full durability in a
/// throw-away folder.
/// </summary>
public sealed class HubProcess : IAsyncDisposable
{
    private const string Password = "bench-bench-bench";
    public const string Secret = "bench-directline-secret-0123456789";

    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(120);

    private readonly ProcessStartInfo _start;
    private readonly string _folder;
    private readonly EmbeddedPostgres _postgres;
    private readonly int _postmaster;
    private Process _process;

    private HubProcess(ProcessStartInfo start, Process process, string folder, EmbeddedPostgres postgres, int postmaster, Uri address)
    {
        (_start, _process, _folder, _postgres, _postmaster, Address) = (start, process, folder, postgres, postmaster, address);
        Http = new HttpClient { BaseAddress = address };
    }

    public Uri Address { get; }
    public HttpClient Http { get; }

    /// <summary>The sandbox that the hub runs with, in the same process.</summary>
    public required Uri Sandbox { get; init; }
    public string Token { get; private set; } = "";
    public string ConnectionString => _postgres.ConnectionString;

    public static async Task<HubProcess> Start(string server)
    {
        var (port, sandboxPort) = (FreePort(), FreePort());
        var folder = Directory.CreateTempSubdirectory("baton-bench-").FullName;
        var postgres = await EmbeddedPostgres.Start(folder, NullLogger.Instance, CancellationToken.None);
        var start = new ProcessStartInfo("dotnet", [server, "run"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["BATON_URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["BATON_SANDBOX_URLS"] = $"http://127.0.0.1:{sandboxPort}";
        start.Environment["BATON_DATA"] = folder;
        start.Environment["ConnectionStrings__Baton"] = postgres.ConnectionString;
        start.Environment["BATON_DEMO"] = "true";
        start.Environment["BATON_DEMO_PASSWORD"] = Password;
        start.Environment["BATON_DEMO_DIRECTLINE_SECRET"] = Secret;
        start.Environment["BATON_VISITOR_RATE"] = "0";   // a load is no flood
        start.Environment["BATON_TOKEN_RATE"] = "0";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        return new HubProcess(start, await Launch(start), folder, postgres, await Postmaster(postgres.ConnectionString), new Uri($"http://127.0.0.1:{port}"))
        {
            Sandbox = new Uri($"http://127.0.0.1:{sandboxPort}"),
        };
    }

    /// <summary>Stops the server and starts it again, over the same database.</summary>
    public async Task Restart()
    {
        await Stop();
        _process = await Launch(_start);
    }

    private static async Task<Process> Launch(ProcessStartInfo start)
    {
        var process = Process.Start(start)!;
        var ready = new TaskCompletionSource();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.StartsWith("Baton is ready", StringComparison.Ordinal) == true) ready.TrySetResult();
        };
        process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await ready.Task.WaitAsync(StartMax);
        return process;
    }

    public async Task SignIn(string name)
    {
        var answer = await Http.PostAsJsonAsync("/api/v1/session", new { email = $"{name}@contoso.example", password = Password });
        answer.EnsureSuccessStatusCode();
        Token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        Http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    public async Task<JsonElement> Send(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Processor seconds and peak memory so far, of the server and of its PostgreSQL.</summary>
    public (Usage Server, Usage Database) Used()
    {
        var server = Usage.Of(_process.Id);
        return (server, Usage.Of(_postmaster) + Usage.OfChildren(_postmaster));
    }

    /// <summary>What the server's process has in memory now.</summary>
    public long ResidentBytes => Usage.Bytes(_process.Id, "VmRSS:");

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Stop();
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task Stop()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (TimeoutException)
        {
            Console.Error.WriteLine("The hub did not stop within 30 s of being told to.");
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    /// <summary>Every backend is a child of the process that leads the cluster.</summary>
    private static async Task<int> Postmaster(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("select pg_backend_pid()");
        return Usage.Stat((int)(await command.ExecuteScalarAsync())!)!.Value.Parent;
    }
}

/// <summary>Processor time and peak memory.</summary>
public readonly record struct Usage(double CpuSeconds, long PeakBytes)
{
    private const double TicksPerSecond = 100;

    public static Usage operator +(Usage a, Usage b) => new(a.CpuSeconds + b.CpuSeconds, a.PeakBytes + b.PeakBytes);

    public static Usage Of(int process)
    {
        if (Stat(process) is not { } stat) return default;
        return new(stat.Ticks / TicksPerSecond, Bytes(process, "VmHWM:"));
    }

    /// <summary>A figure of a process's status that is told in kB; 0 when there is none.</summary>
    internal static long Bytes(int process, string name)
    {
        var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.AsSpan(name.Length).Trim()[..^3].Trim(), CultureInfo.InvariantCulture) * 1024;
    }

    public static Usage OfChildren(int parent) =>
        (from folder in Directory.EnumerateDirectories("/proc")
         let id = Path.GetFileName(folder)
         where id.All(char.IsAsciiDigit)
         let process = int.Parse(id, CultureInfo.InvariantCulture)
         where Stat(process)?.Parent == parent
         select Of(process)).Aggregate(default(Usage), (sum, one) => new(sum.CpuSeconds + one.CpuSeconds, Math.Max(sum.PeakBytes, one.PeakBytes)));

    /// <summary>The parent and the ticks of a process, or null when it is gone. Its children that have ended count with it.</summary>
    internal static (int Parent, double Ticks)? Stat(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), fields[11..15].Sum(ticks => double.Parse(ticks, CultureInfo.InvariantCulture)));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
