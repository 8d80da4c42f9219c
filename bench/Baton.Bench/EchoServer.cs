using Npgsql;

namespace Baton.Bench;

/// <summary>The limits that a run is held against: a bare HTTP echo in a process of its own, and a bare batched insert.</summary>
public static class EchoServer
{
    public static async Task<int> Run(string address)
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
        await app.RunAsync();
        return 0;
    }

    /// <summary>The same posts to a server that only echoes them.</summary>
    public static async Task<Measured> MeasureHttp(int connections, double seconds)
    {
        var address = new Uri($"http://127.0.0.1:{HubProcess.FreePort()}");
        using var process = System.Diagnostics.Process.Start(Environment.ProcessPath!, [typeof(EchoServer).Assembly.Location, "echo", address.ToString()]);
        try
        {
            await Reachable(address);
            return await Load.Measure("limit: HTTP echo", connections, seconds, async index =>
            {
                var http = await RawHttp.Connect(address);
                var request = RawHttp.Post(address, "/echo", null, """{"type":"message","text":"Where is my order?"}""");
                return async _ => await http.Send(request);
            });
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
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using (var create = source.CreateCommand("create table if not exists bench_rows (id bigint generated always as identity, text text)")) await create.ExecuteNonQueryAsync();
        await using var writer = new SharedInsert(source);
        return await Load.Measure("limit: bare shared insert", callers, seconds, _ => Task.FromResult<Func<int, Task>>(_ => writer.Insert("Where is my order?")));
    }

    private static async Task Reachable(Uri address)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var http = await RawHttp.Connect(address);
                return;
            }
            catch (System.Net.Sockets.SocketException) when (attempt < 200)
            {
                await Task.Delay(25);
            }
        }
    }
}
