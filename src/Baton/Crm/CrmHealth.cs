using Baton.Dataverse;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Crm;

/// <summary>How Dynamics is, as this process has last seen it: told by every call, and asked anew when nobody has called for a while.</summary>
public sealed class CrmHealth(TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private string _state = "unknown";
    private DateTimeOffset? _since;
    private DateTimeOffset? _seen;
    private Failure? _last;

    /// <summary>What went wrong last.</summary>
    public sealed record Failure(string Code, string Message, string? Hint, string? RequestId, DateTimeOffset At);

    /// <summary>How it is: ok, down, unknown (nobody has called yet) or off (nothing is connected).</summary>
    public sealed record Shown(string State, DateTimeOffset? Since, DateTimeOffset? SeenAt, Failure? LastError);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/crm/health", async (Caller caller, CrmLine line, CrmHealth health, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(await health.Now(line, ct));
        }).RequireCaller().WithName("CrmHealth").WithTags("Dynamics 365");

    /// <summary>A call was made. What Dynamics refuses because of what was asked says that it is well: it answered.</summary>
    public void Note(Exchange made)
    {
        lock (_lock) Become(made.Status is 0 or 401 or 429 or >= 500 ? "down" : "ok");
    }

    /// <summary>A call failed, with what it means for people.</summary>
    public void Failed(DataverseError error)
    {
        if (!error.WillPass && error.Meaning.Trouble is not (Trouble.SignIn or Trouble.Unreachable or Trouble.Down)) return;
        Down(error);
    }

    public void Forget()
    {
        lock (_lock) (_state, _since, _seen, _last) = ("unknown", null, null, null);
    }

    private async Task<Shown> Now(CrmLine line, CancellationToken ct)
    {
        if (await line.Find(ct) is not { } open) return new Shown("off", null, null, null);
        bool isFresh;
        lock (_lock) isFresh = _seen is { } seen && clock.GetUtcNow() - seen < Fresh;
        if (!isFresh) await Ask(open, ct);
        lock (_lock) return new Shown(_state, _since, _seen, _last);
    }

    private async Task Ask(CrmLine.Open open, CancellationToken ct)
    {
        try
        {
            await open.Client.Within(AskLimit).WhoAmI(ct);   // tells us itself how it went
        }
        catch (DataverseError error)
        {
            Down(error);   // also when it answers, but lets us do nothing at all: no user, no role
        }
    }

    private void Down(DataverseError error)
    {
        lock (_lock)
        {
            Become("down");
            _last = new Failure(error.Code, error.Meaning.Sentence, error.Meaning.NextStep, error.RequestId, clock.Now());
        }
    }

    private void Become(string state)
    {
        _seen = clock.Now();
        if (_state == state) return;
        (_state, _since) = (state, _seen);
    }
}
