namespace Baton.Plumbing;

/// <summary>
/// `Baton postgres FOLDER [--throw-away]`: a PostgreSQL alone, for tests and for looking into a data folder. Prints the connection
/// string, then serves until it is told to stop or until whoever reads along has gone, however they went.
/// </summary>
public static class PostgresCommand
{
    public static async Task<int> Run(IReadOnlyList<string> arguments, ILogger log, CancellationToken stopping)
    {
        if (arguments is not [var folder, ..] || folder.StartsWith('-'))
        {
            await Console.Error.WriteLineAsync("Usage: baton postgres FOLDER [--throw-away]");
            return 2;
        }
        try
        {
            await using var postgres = arguments.Contains("--throw-away")
                ? await EmbeddedPostgres.StartThrowAway(folder, log, stopping)
                : await EmbeddedPostgres.Start(folder, log, stopping);
            Console.WriteLine(postgres.ConnectionString);
            await EndOfInput(stopping);
            return 0;
        }
        catch (CannotStart refused)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return 1;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return 0;
        }
    }

    // A pipe closes when the process at its other end is gone, even when that was killed.
    private static async Task EndOfInput(CancellationToken stopping)
    {
        var told = new TaskCompletionSource();
        await using var _ = stopping.Register(told.SetResult);
        var read = Task.Run(() => { while (Console.In.Read() >= 0) { } }, CancellationToken.None);
        await Task.WhenAny(read, told.Task);
    }
}
