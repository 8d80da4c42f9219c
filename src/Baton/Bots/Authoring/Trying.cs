using Baton.People;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots.Authoring;

/// <summary>What authors ask of topics that they have not published: are they right, what do they do, do their test chats pass. Nothing of it is kept.</summary>
internal static class Trying
{
    private const int FormulaLengthMax = 20_000;

    /// <summary>The time that all test chats of a request have; those that are not reached are said to be so.</summary>
    private static readonly TimeSpan ChatsMax = TimeSpan.FromSeconds(20);

    private static readonly SemaphoreSlim Turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>The files as they are in the author's editor.</summary>
    public sealed record Given(IReadOnlyList<GivenFile>? Files);

    /// <summary>One turn of a test chat. The state is that of the turn before; nothing: the chat begins.</summary>
    public sealed record GivenTurn(IReadOnlyList<GivenFile>? Files, string? State, TestTurns.Said? Say);

    /// <summary>A formula, in the test chat that the state is of.</summary>
    public sealed record GivenFormula(string? Formula, IReadOnlyList<GivenFile>? Files, string? State, string? Topic);

    /// <summary>All that can be said of the files.</summary>
    public sealed record Report(
        IReadOnlyList<TopicProblem> Problems, IReadOnlyList<TopicMap> Topics, IReadOnlyList<PhraseOverlap> Overlaps, IReadOnlyList<ChatResult> Results);

    /// <summary>What a formula gives, or where it is wrong.</summary>
    public sealed record Worth(string? Result, string? Type, string? Error, int? Start, int? Length, string? Hint);

    /// <summary>What may stand in a topic.</summary>
    public sealed record Language(
        IReadOnlyList<LanguageKind> Kinds, IReadOnlyList<LanguageFunction> Functions, IReadOnlyList<LanguageEntity> Entities, IReadOnlyList<LanguageVariable> SystemVariables);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var topics = routes.MapGroup("/api/v1/topics").RequireCaller();
        topics.MapPost("check", async (Given given, Caller caller, TimeProvider clock, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(await InTurn(() => Check(given, clock, ct), ct));
        });
        topics.MapPost("chats", async (Given given, Caller caller, TimeProvider clock, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(await InTurn(() => Run(Read(given.Files), clock, ct), ct));
        });
        topics.MapPost("test", async (GivenTurn given, Caller caller, TimeProvider clock, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(await InTurn(() => Test(given, clock), ct));
        });
        topics.MapPost("formula", async (GivenFormula given, Caller caller, TimeProvider clock, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(await InTurn(() => Evaluate(given, clock), ct));
        });
        topics.MapGet("language", (Caller caller) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(new Language(TopicLanguage.Kinds, TopicLanguage.Functions, TopicLanguage.Entities, TopicLanguage.SystemVariables));
        });
    }

    /// <summary>Big bots are work for seconds: authors wait for each other, visitors never for them.</summary>
    private static async Task<T> InTurn<T>(Func<T> work, CancellationToken ct)
    {
        await Turns.WaitAsync(ct);
        try
        {
            return work();
        }
        finally
        {
            Turns.Release();
        }
    }

    private static Report Check(Given given, TimeProvider clock, CancellationToken ct)
    {
        var draft = Read(given.Files);
        return new Report(draft.Report.Problems, draft.Topics, draft.Overlaps, Run(draft, clock, ct));
    }

    private static TestTurns.Shown Test(GivenTurn given, TimeProvider clock)
    {
        var state = TestTurns.State(given.State);
        var draft = Read(given.Files);
        return TestTurns.Run(draft.Bot ?? throw Broken(draft), state, given.Say, clock.GetUtcNow());
    }

    private static Worth Evaluate(GivenFormula given, TimeProvider clock)
    {
        if (given.Formula is null) throw Refusal.Invalid("invalid_formula", "Give a formula.");
        if (given.Formula.Length > FormulaLengthMax) throw Refusal.TooLong($"A formula has at most {FormulaLengthMax:N0} characters.");
        var state = TestTurns.State(given.State);
        var answer = Read(given.Files, mayBeNone: true).Evaluate(given.Formula, state, TestTurns.Context(clock.GetUtcNow()), given.Topic);
        return answer.Error is null
            ? new Worth(answer.Result, answer.Type, null, null, null, null)
            : new Worth(null, null, answer.Error, answer.Start, answer.Length, answer.Hint);
    }

    private static TopicDraft Read(IReadOnlyList<GivenFile>? files, bool mayBeNone = false) =>
        TopicDraft.Read(TopicFiles.Checked(mayBeNone ? files ?? [] : files, mayBeNone));

    private static Refusal Broken(TopicDraft draft)
    {
        var wrong = draft.Report.Problems.First(problem => !problem.IsWarning && !TopicFiles.IsChat(problem.Path));
        return Refusal.Invalid("invalid_topics", $"{wrong.Path}, line {wrong.Line}: {wrong.Message}");
    }

    private static List<ChatResult> Run(TopicDraft draft, TimeProvider clock, CancellationToken ct)
    {
        var (results, began) = (new List<ChatResult>(), clock.GetTimestamp());
        foreach (var chat in draft.Chats)
        {
            ct.ThrowIfCancellationRequested();
            results.Add(clock.GetElapsedTime(began) < ChatsMax
                ? chat.Run(draft.Bot)
                : new ChatResult(chat.Path, chat.Name, false, [new ChatTurn(1, "", [], [], false) { Problem = "The chats before it took all the time there is. Run it alone." }]));
        }
        return results;
    }
}
