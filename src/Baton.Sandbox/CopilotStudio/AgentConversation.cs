using System.Globalization;
using System.Text.Json.Nodes;

namespace Baton.Sandbox.CopilotStudio;

/// <summary>One conversation with the agent: what was said, and what the agent remembers.</summary>
internal sealed class AgentConversation(string id, TimeProvider time)
{
    private const int SaidMax = 5_000;

    private readonly Lock saying = new();
    private readonly List<JsonObject> said = [];
    private TaskCompletionSource changed = New();

    public string Id => id;
    public string? UserId { get; set; }
    public DateTimeOffset BegunAt { get; } = time.GetUtcNow();
    public Dictionary<string, JsonNode?> Variables { get; } = [];
    public List<string> Phrases { get; } = [];
    public List<string> Topics { get; } = [];

    /// <summary>What the agent asked and has had no answer to.</summary>
    public string? Asked { get; set; }

    /// <summary>Stores it under the next id, and tells those who wait.</summary>
    public string Add(JsonObject activity)
    {
        lock (saying)
        {
            if (said.Count == SaidMax) throw new InvalidOperationException("Nobody goes on for so long.");
            var given = string.Create(CultureInfo.InvariantCulture, $"{id}|{said.Count + 1:D7}");
            activity["id"] = given;
            activity["timestamp"] = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
            activity["channelId"] = "directline";
            activity["conversation"] = new JsonObject { ["id"] = id };
            said.Add(activity);
            changed.TrySetResult();
            changed = New();
            return given;
        }
    }

    /// <summary>What came after so many; typing is only for streams.</summary>
    public (IReadOnlyList<JsonObject> Activities, int Count) After(int known, bool isStream)
    {
        lock (saying)
            return ([.. said.Skip(known).Where(activity => isStream || (string?)activity["type"] != "typing").Select(activity => (JsonObject)activity.DeepClone())], said.Count);
    }

    /// <summary>Ends when there is more than so many.</summary>
    public Task Changes(int known)
    {
        lock (saying) return said.Count > known ? Task.CompletedTask : changed.Task;
    }

    public JsonArray Transcript()
    {
        lock (saying) return [.. said.Where(activity => (string?)activity["type"] == "message").Select(activity => activity.DeepClone())];
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>All conversations with the agent, and the tokens that open them. In memory: a sandbox that starts anew knows none.</summary>
internal sealed class AgentConversations(Agent agent, TimeProvider time)
{
    private const int ConversationsMax = 2_000;
    private const int TokensMax = 20_000;

    private readonly Lock keeping = new();
    private readonly Dictionary<string, AgentConversation> conversations = [];
    private readonly Dictionary<string, (string ConversationId, DateTimeOffset Ends)> tokens = [];
    private readonly Queue<string> order = new();
    private readonly Queue<string> issued = new();

    public IReadOnlyList<AgentConversation> All
    {
        get
        {
            lock (keeping) return [.. conversations.Values];
        }
    }

    public static string NewId() => $"{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(11))}-sandbox";

    public string Issue(string conversationId)
    {
        var token = $"sandbox.{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(24))}";
        lock (keeping)
        {
            tokens[token] = (conversationId, time.GetUtcNow().AddSeconds(agent.Script.TokenSeconds));
            issued.Enqueue(token);
            if (issued.Count > TokensMax) tokens.Remove(issued.Dequeue());
        }
        return token;
    }

    /// <summary>The conversation that a token is for, and whether the token still lives; null when it is none of ours.</summary>
    public (string ConversationId, bool Lives)? Read(string token)
    {
        lock (keeping) return tokens.TryGetValue(token, out var known) ? (known.ConversationId, known.Ends > time.GetUtcNow()) : null;
    }

    public AgentConversation? Find(string id)
    {
        lock (keeping) return conversations.GetValueOrDefault(id);
    }

    /// <summary>The conversation of that id, and whether it was begun just now.</summary>
    public (AgentConversation Conversation, bool IsNew) Begin(string id)
    {
        lock (keeping)
        {
            if (conversations.TryGetValue(id, out var known)) return (known, false);
            var conversation = conversations[id] = new AgentConversation(id, time);
            order.Enqueue(id);
            if (order.Count > ConversationsMax) conversations.Remove(order.Dequeue());
            return (conversation, true);
        }
    }

    public void Forget()
    {
        lock (keeping)
        {
            conversations.Clear();
            tokens.Clear();
            order.Clear();
            issued.Clear();
        }
    }
}
