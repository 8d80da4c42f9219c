using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm;

/// <summary>
/// A tool's run against Dynamics: what was asked, the line to ask on, and whose records are within reach. Tools reach Dynamics through here only, so
/// that none forgets the scope: every read is filtered by it, every record that is written to is looked at first.
/// </summary>
internal sealed class CrmRun(ToolRun tool, CrmLine.Open open, Scope scope, Bounds bounds)
{
    private const int AddressLengthMax = 500;

    private readonly HashSet<Guid> _seen = [];
    private readonly DataverseClient _client = Observed(tool, open);

    public ToolRun Tool => tool;
    public Scope Scope => scope;

    /// <summary>The shared line, whose requests this run notes. People wait for nobody's bots: theirs go ahead.</summary>
    public static DataverseClient Observed(ToolRun tool, CrmLine.Open open) => (tool.Call.Who.Kind == "agent" ? open.Client.Urgent() : open.Client).Observed(made =>
    {
        open.Health?.Note(made);
        tool.Note(new OutsideCall(made.Method, Shortened(made.Address), made.Status, made.RequestId, (int)made.Took.TotalMilliseconds, made.Error));
    });

    /// <summary>A page of records within reach.</summary>
    public Task<RowPage> Query(Query query, CancellationToken ct) =>
        _client.Query(query with { Filter = Filter.All(query.Filter, scope.Within(query.Set)) }, ct);

    /// <summary>What is attached to a record that this run has looked at: its notes, activities, e-mails.</summary>
    public Task<RowPage> Attached(Query query, Guid to, CancellationToken ct)
    {
        MustHaveSeen(to);
        return _client.Query(query, ct);
    }

    /// <summary>A record within reach, or null.</summary>
    public async Task<Row?> Find(Query query, string key, Guid id, CancellationToken ct)
    {
        if (scope.Within(query.Set) is not { } within || _seen.Contains(id)) return await _client.Find(query, id, ct);
        var found = await _client.Query(query with { Filter = Filter.All(new Filter($"{key} eq {id:D}"), within), Top = 1 }, ct);
        return found.Rows is [var row] ? row : null;
    }

    /// <summary>Marks a record as one of the caller's, or refuses as if it were not there.</summary>
    public async Task<Guid> See(string set, string key, Guid id, string what, CancellationToken ct)
    {
        if (scope.IsBound && await Find(new Query(set) { Select = key }, key, id, ct) is null) throw Meant.NoSuch(what);
        _seen.Add(id);
        return id;
    }

    /// <summary>Contacts with this address, whoever they are: for tools that make something new and show nothing of what they find.</summary>
    public Task<RowPage> Anybody(Query query, CancellationToken ct) => _client.Query(query, ct);

    public Task<Created> CreateOnce(string set, Guid id, JsonObject fields, string? select, CancellationToken ct)
    {
        _seen.Add(id);
        return _client.CreateOnce(set, id, fields, select, ct);
    }

    public Task<Created> CreateDeepOnce(string set, string key, Guid id, JsonObject fields, string? select, CancellationToken ct)
    {
        _seen.Add(id);
        return _client.CreateDeepOnce(set, key, id, fields, select, ct);
    }

    /// <summary>Changes a record that this run has looked at or made.</summary>
    public Task Update(string set, Guid id, JsonObject fields, CancellationToken ct)
    {
        MustHaveSeen(id);
        return _client.Update(set, id, fields, ct);
    }

    /// <summary>Calls an action on a record that this run has looked at.</summary>
    public Task<Row> Action(string name, Guid on, JsonObject parameters, CancellationToken ct)
    {
        MustHaveSeen(on);
        return _client.Action(name, parameters, ct);
    }

    /// <summary>Leaves a note in the conversation itself, once: agents see it, and it goes with the transcript.</summary>
    public async Task<JsonObject> NoteInConversation(string text, CancellationToken ct)
    {
        await bounds.Note(tool.Call.ConversationId!.Value, text, $"tool:{tool.Call.IdempotencyKey ?? tool.Id.ToString()}", ct);
        return Shape.Of(("noted_in", "conversation"));
    }

    private void MustHaveSeen(Guid id)
    {
        if (scope.IsBound && !_seen.Contains(id)) throw new InvalidOperationException("A tool reached for a record without looking whose it is; see CrmRun.See.");
    }

    private static string Shortened(string address) => address.Length <= AddressLengthMax ? address : address[..AddressLengthMax] + "…";
}

/// <summary>How the tools of Dynamics run: on the shared line, within their caller's scope, with its errors in the words of tools.</summary>
internal static class CrmRuns
{
    private const string HowToVerify =
        "Verify the visitor first: send_verification_code with their e-mail address, then check_verification_code with the code that they got. Or let them sign in on the site.";

    /// <summary>A tool's deed. <paramref name="reach"/> says what it may do for a visitor who is not verified; see <see cref="Scope"/>.</summary>
    public static Func<ToolRun, CancellationToken, Task<JsonObject>> Doing(this CrmLine line, Reach reach, Func<CrmRun, CancellationToken, Task<JsonObject>> deed) =>
        (run, ct) => line.Within(run, scope =>
        {
            if (scope.IsStranger && reach is not (Reach.New or Reach.Public)) throw NotVerified();
            return deed;
        }, ct);

    /// <summary>A lookup: for a visitor who is not verified, it only says whether something matches exactly.</summary>
    public static Func<ToolRun, CancellationToken, Task<JsonObject>> Finding(
        this CrmLine line, Func<ToolRun, Query> exactly, Func<CrmRun, CancellationToken, Task<JsonObject>> deed) =>
        (run, ct) => line.Within(run, scope => scope.IsStranger ? (bound, token) => Matches(bound, exactly(run), token) : deed, ct);

    /// <summary>What a tool would change. Reads within the same bounds as the tool itself.</summary>
    public static Func<ToolRun, CancellationToken, Task<Preview>> Foreseeing(this CrmLine line, Func<CrmRun, CancellationToken, Task<Preview>> look) =>
        (run, ct) => line.Within(run, scope => scope.IsStranger ? throw NotVerified() : look, ct);

    private static async Task<T> Within<T>(this CrmLine line, ToolRun run, Func<Scope, Func<CrmRun, CancellationToken, Task<T>>> choose, CancellationToken ct)
    {
        var open = await line.Get(ct);
        try
        {
            var scope = await line.Bounds.Of(run.Call, CrmRun.Observed(run, open), ct);
            return await choose(scope)(new CrmRun(run, open, scope, line.Bounds), ct);
        }
        catch (DataverseError error)
        {
            line.Health.Failed(error);
            throw new ToolRefused(Told(error), error);
        }
    }

    // Equality and not "contains": by asking for ever longer parts, anybody could otherwise read out addresses letter by letter.
    private static async Task<JsonObject> Matches(CrmRun run, Query exactly, CancellationToken ct) =>
        Shape.Of(("match", (await run.Anybody(exactly with { Top = 1 }, ct)).Rows.Count > 0), ("verified", false), ("how_to_verify", HowToVerify));

    private static ToolRefused NotVerified() => new("not_verified", "The visitor is not verified, so nothing is shown or changed.", HowToVerify);

    /// <summary>What a caller is told of Dynamics' error.</summary>
    public static ToolError Told(DataverseError error) =>
        new(error.Meaning.Trouble switch
        {
            Trouble.Missing when error.Code == "0x8006088a" => "crm_no_such_table",
            Trouble.Missing => "not_found",
            Trouble.Invalid => "crm_invalid",
            Trouble.Conflict => "crm_conflict",
            Trouble.Busy => "crm_busy",
            Trouble.Down or Trouble.Unreachable or Trouble.TimeLimit => "crm_unavailable",
            Trouble.SignIn => "crm_sign_in",
            Trouble.Permission => "crm_not_allowed",
        }, error.Meaning.Sentence, error.Meaning.NextStep)
        {
            RetryAfterSeconds = error.RetryAfter is { } after ? (int)Math.Ceiling(after.TotalSeconds) : null,
        };
}
