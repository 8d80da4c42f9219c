using Npgsql;

namespace Baton.Bench;

/// <summary>The limits that a run is held against: a bare HTTP echo in a process of its own, and a bare batched insert.</summary>
public static class EchoServer
{
    public static async Task<int> Run(string address, string connectionString)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        var app = builder.Build();
        app.MapPost("/echo", async (HttpContext http) =>
        {
            using var reader = new StreamReader(http.Request.Body);
            return Results.Text(await reader.ReadToEndAsync(), "application/json");
        });
        app.UseWebSockets();
        Sketch.Map(app, connectionString);
        await app.RunAsync();
        return 0;
    }

    /// <summary>The same posts to a server that only echoes them.</summary>
    public static Task<Measured> MeasureHttp(string connectionString, int connections, double seconds) => With(connectionString, address =>
        Load.Measure("limit: HTTP echo", connections, seconds, async index =>
        {
            var http = await RawHttp.Connect(address);
            var request = RawHttp.Post(address, "/echo", null, """{"type":"message","text":"Where is my order?"}""");
            return async _ => await http.Send(request);
        }));

    /// <summary>Runs the bare server in a process of its own for as long as it is measured.</summary>
    public static async Task<Measured> With(string connectionString, Func<Uri, Task<Measured>> measure)
    {
        await CreateRows(connectionString);
        var address = new Uri($"http://127.0.0.1:{HubProcess.FreePort()}");
        using var process = System.Diagnostics.Process.Start(
            Environment.ProcessPath!, [typeof(EchoServer).Assembly.Location, "echo", address.ToString(), connectionString]);
        try
        {
            await Reachable(address);
            return await measure(address);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    /// <summary>Durable rows by one writer whose callers share its commits, into the very PostgreSQL that was measured.</summary>
    public static async Task<Measured> MeasureInserts(string connectionString, int callers, double seconds)
    {
        await CreateRows(connectionString);
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var writer = new SharedInsert(source);
        return await Load.Measure("limit: bare shared insert", callers, seconds, _ => Task.FromResult<Func<int, Task>>(_ => writer.Insert("Where is my order?")));
    }

    private static async Task CreateRows(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var create = source.CreateCommand("create table if not exists bench_rows (id bigint generated always as identity, text text)");
        await create.ExecuteNonQueryAsync();
    }

    public static async Task Reachable(Uri address)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var http = await RawHttp.Connect(address);
                return;
            }
            catch (System.Net.Sockets.SocketException) when (attempt < 2_000)
            {
                await Task.Delay(25);
            }
        }
    }
}
