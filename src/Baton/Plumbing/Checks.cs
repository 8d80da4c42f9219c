using Npgsql;

namespace Baton.Plumbing;

/// <summary>What a check found: ok, warning, failed, notConfigured or notAsked; in a sentence, and what to do about it.</summary>
public sealed record Finding(string State, string Sentence, string? Hint = null)
{
    public static Finding Ok(string sentence) => new("ok", sentence);
    public static Finding Warning(string sentence, string hint) => new("warning", sentence, hint);
    public static Finding Failed(string sentence, string hint) => new("failed", sentence, hint);

    /// <summary>Nobody has set it up, and that is well.</summary>
    public static Finding NotConfigured(string sentence) => new("notConfigured", sentence);

    /// <summary>What it rests on has failed already.</summary>
    public static Finding NotAsked(string sentence) => new("notAsked", sentence);
}

/// <summary>Asks one thing that Baton needs how it is. Rooms register theirs; what one throws counts as failed.</summary>
public sealed record Check(string Name, Func<IServiceProvider, CancellationToken, Task<Finding>> Ask);

/// <summary>One line of the report.</summary>
public sealed record CheckLine(string Name, string State, string Sentence, string? Hint, int TookMs);

/// <summary>How everything is.</summary>
public sealed record CheckReport(bool Ok, DateTimeOffset At, IReadOnlyList<CheckLine> Checks)
{
    public static CheckReport Of(DateTimeOffset at, IReadOnlyList<CheckLine> lines) => new(lines.All(line => line.State != "failed"), at, lines);
}

/// <summary>Asks everything how it is, side by side. The same for the desk, for programs and for ./baton check.</summary>
public sealed class Checks(IEnumerable<Check> checks, IServiceScopeFactory scopes, TimeProvider clock)
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(15);

    public async Task<CheckReport> Run(CancellationToken ct)
    {
        var (at, all) = (clock.GetUtcNow(), checks.ToArray());
        var database = await Ask(all.Single(check => check.Name == PlumbingChecks.Database), ct);
        var rest = all.Where(check => check.Name != PlumbingChecks.Database);
        // Everything else is read from there: one failure is said once.
        CheckLine[] others = database.State == "failed"
            ? [.. rest.Select(check => new CheckLine(check.Name, "notAsked", "Not asked: the database has to be well first.", null, 0))]
            : await Task.WhenAll(rest.Select(check => Ask(check, ct)));
        return CheckReport.Of(at, [database, .. others]);
    }

    private async Task<CheckLine> Ask(Check check, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        using var limit = new TimeLimit(AnswerMax, clock, ct);
        var found = await Found(check, limit);
        return new CheckLine(check.Name, found.State, found.Sentence, found.Hint, (int)clock.GetElapsedTime(began).TotalMilliseconds);
    }

    private async Task<Finding> Found(Check check, TimeLimit limit)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await check.Ask(scope.ServiceProvider, limit.Token);
        }
        catch (Exception) when (limit.IsOver)
        {
            return Finding.Failed($"It did not answer within {AnswerMax.TotalSeconds:0} s.", "Ask again; if it stays, look at the machine's load and at the network.");
        }
        catch (PostgresException refused)
        {
            return Finding.Failed($"PostgreSQL refused: {refused.MessageText}.", "Look at PostgreSQL's log.");
        }
        catch (NpgsqlException gone)
        {
            return Finding.Failed($"PostgreSQL does not answer: {gone.Message}.", "Look at ConnectionStrings__Baton and whether PostgreSQL runs.");
        }
        catch (Refusal refusal)
        {
            return Finding.Failed(refusal.Message, "Mend that and check again.");
        }
        catch (Exception unknown) when (unknown is not OperationCanceledException)
        {
            // A check that breaks is a finding, and the others are still worth hearing.
            return Finding.Failed($"The check itself broke: {unknown.GetType().Name}: {unknown.Message}", "Please report this.");
        }
    }
}
