using System.Text.Json.Nodes;
using Baton.Bots.Models;
using Baton.Tools;

namespace Baton.Bots.Ai;

/// <summary>A message of the conversation: from visitor, bot or agent.</summary>
internal sealed record TalkLine
{
    public required int N { get; init; }
    public required string FromKind { get; init; }
    public required string Text { get; init; }
}

/// <summary>Who a visitor is known to be: the address is theirs, and so is the one contact that has it.</summary>
internal sealed record KnownVisitor(string Email, string? Name, Guid? ContactId, Guid? AccountId);

/// <summary>What an article says that was found for a question.</summary>
internal sealed record Found(string Title, string Text, string? Url);

/// <summary>All that an AI bot is given for one turn: the conversation, who the visitor is, and the ways in which it may act.</summary>
internal sealed record AiContext
{
    public required string BotName { get; init; }
    public string? Locale { get; init; }
    public required DateTimeOffset Now { get; init; }

    /// <summary>The latest messages, the visitor's last one too.</summary>
    public required IReadOnlyList<TalkLine> Talk { get; init; }

    /// <summary>Up to this message the visitor has been heard; null where only their last words have not.</summary>
    public int? HeardN { get; init; }

    /// <summary>Tools that ran before, in this conversation.</summary>
    public IReadOnlyList<Exchange> Exchanges { get; init; } = [];

    /// <summary>Who the visitor is known to be; asked again after a code was checked.</summary>
    public required Func<CancellationToken, Task<KnownVisitor?>> Visitor { get; init; }

    /// <summary>Addresses that the visitor has given elsewhere than in the talk, such as before it.</summary>
    public IReadOnlyList<string> GivenBefore { get; init; } = [];

    /// <summary>The agent whom the bot helps silently: it is heard by nobody else, gives nothing up, and verifies nobody. Null where it talks with the visitor itself.</summary>
    public string? Assists { get; init; }

    /// <summary>Somebody tries the bot who may see all records: nobody's are another's.</summary>
    public bool IsTrial { get; init; }

    /// <summary>Runs a tool. The step is the same for the same run when a crash makes the turn happen again.</summary>
    public required Func<string, JsonObject, string, CancellationToken, Task<ToolResult>> RunTool { get; init; }

    /// <summary>Looks into the bot's articles.</summary>
    public Func<string, CancellationToken, Task<IReadOnlyList<Found>>>? Search { get; init; }

    /// <summary>Counts tokens of a model by its name, and says which budget is used up, if one is.</summary>
    public required Func<int, string, CancellationToken, Task<string?>> Spend { get; init; }

    /// <summary>Shows the visitor the words so far: those that were checked.</summary>
    public Func<string, CancellationToken, Task>? Show { get; init; }
    public required TimeSpan TimeMax { get; init; }
    public int Fruitless { get; init; }
    public int Anger { get; init; }

    /// <summary>Whether code has looked for open cases of high priority.</summary>
    public bool HasLooked { get; init; }

    /// <summary>The first step's number: those before it were done by a run of this turn that was cut off.</summary>
    public int FirstStep { get; init; }
    public required Connected Model { get; init; }
}

/// <summary>What came of a turn of an AI bot.</summary>
internal sealed record AiOutcome
{
    /// <summary>What it says; nothing where it only waits.</summary>
    public string Says { get; init; } = "";

    /// <summary>The tools of this turn, with those before it.</summary>
    public IReadOnlyList<Exchange> Exchanges { get; init; } = [];

    /// <summary>Why a person is asked, if one is.</summary>
    public Rail? Rail { get; init; }

    /// <summary>The run that waits for a yes, if one does.</summary>
    public ToolError? Asks { get; init; }

    /// <summary>Asked and answered together, in this turn.</summary>
    public int Tokens { get; init; }

    /// <summary>The model that spoke last.</summary>
    public string? Model { get; init; }

    /// <summary>What the model says that it is about, for whoever comes next.</summary>
    public string? Summary { get; init; }
    public int Fruitless { get; init; }
    public int Anger { get; init; }
    public bool HasLooked { get; init; }
}
