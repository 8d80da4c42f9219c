using Dapper;
using Npgsql;

namespace Baton.Plumbing;

/// <summary>For load balancers and operators: is it alive, can it serve, which jobs were put aside.</summary>
public static class Health
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(3);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => TypedResults.Text("alive")).ExcludeFromDescription();
        routes.MapGet("/health/ready", async (NpgsqlDataSource source, TimeProvider clock, HttpContext http) =>
        {
            using var limit = new TimeLimit(AnswerMax, clock, http.RequestAborted);
            try
            {
                await using var connection = await source.OpenConnectionAsync(limit.Token);
                await connection.ExecuteScalarAsync<int>(new CommandDefinition("select 1", cancellationToken: limit.Token));
                return Results.Text("ready");
            }
            catch (Exception gone) when (gone is NpgsqlException or OperationCanceledException)
            {
                return Results.Text("the database does not answer", statusCode: 503);
            }
        }).ExcludeFromDescription();
    }
}
