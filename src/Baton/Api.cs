using System.Text.Json.Nodes;
using Baton.Channels;
using Baton.People;
using Baton.Tools;

namespace Baton;

/// <summary>
/// What the API offers, on one page: every address with its name, its group and a sentence. It becomes /openapi/v1.json, and a test fails for an
/// address that is not here. The shapes come from the code itself; docs/API.md says what they mean.
/// </summary>
public static class Api
{
    /// <summary>One operation. What it gives is said here only where the code's type does not: null is what the type says.</summary>
    public sealed record Line(string Method, string Path, string Name, string Tag, string Sentence, Type? Gives = null);

    /// <summary>For operations that give nothing: 204.</summary>
    public static readonly Type Nothing = typeof(void);

    public static readonly Line[] Lines =
    [
        new("POST",   "/api/v1/session",                        "signIn",               "Signing in",     "Signs in with an e-mail address and a password"),
        new("DELETE", "/api/v1/session",                        "signOut",              "Signing in",     "Signs out"),
        new("GET",    "/api/v1/setup",                          "setupNeeded",          "Signing in",     "Whether there is no administrator yet"),
        new("POST",   "/api/v1/setup",                          "setUp",                "Signing in",     "Makes the first administrator, by the link that was printed at the start"),
        new("GET",    "/api/v1/me",                             "me",                   "Signing in",     "Who I am"),
        new("PUT",    "/api/v1/me/presence",                    "setPresence",          "Signing in",     "What I say of myself: Available, Busy, DoNotDisturb, Away or Offline"),

        new("GET",    "/api/v1/offers",                         "offers",               "Offers",         "What I am being offered"),
        new("POST",   "/api/v1/offers/{id}/accept",             "acceptOffer",          "Offers",         "Accepts an offer; the second to accept is told who was first"),
        new("POST",   "/api/v1/offers/{id}/decline",            "declineOffer",         "Offers",         "Declines an offer", Nothing),

        new("GET",    "/api/v1/conversations",                  "conversations",        "Conversations",  "Mine, those that wait in my queues, or all; newest activity first"),
        new("GET",    "/api/v1/conversations/{id}",             "conversation",         "Conversations",  "One conversation"),
        new("GET",    "/api/v1/conversations/{id}/messages",    "messages",             "Conversations",  "Its messages, in order"),
        new("POST",   "/api/v1/conversations/{id}/messages",    "reply",                "Conversations",  "Answers the visitor; a repeat of a clientId answers with the first message"),
        new("POST",   "/api/v1/conversations/{id}/notes",       "note",                 "Conversations",  "Leaves a note that visitors and bots never see"),
        new("PUT",    "/api/v1/conversations/{id}/draft",       "keepDraft",            "Conversations",  "Keeps my unsent words; empty text removes them", Nothing),
        new("PUT",    "/api/v1/conversations/{id}/variables",   "setVariables",         "Conversations",  "Sets context variables"),
        new("POST",   "/api/v1/conversations/{id}/transfer",    "transfer",             "Conversations",  "Passes it to a queue or a person"),
        new("POST",   "/api/v1/conversations/{id}/end",         "endConversation",      "Conversations",  "Ends the talk; wrap-up begins"),
        new("POST",   "/api/v1/conversations/{id}/close",       "closeConversation",    "Conversations",  "Closes it; the seat is free"),
        new("GET",    "/api/v1/conversations/{id}/routing",     "routing",              "Conversations",  "Why it went where it went: the candidate tables, newest first"),
        new("GET",    "/api/v1/conversations/{id}/crm",         "conversationCrm",      "Conversations",  "Who the CRM says the visitor is, with their open cases"),
        new("PUT",    "/api/v1/conversations/{id}/crm/contact", "chooseContact",        "Conversations",  "Says which of several matching contacts the visitor is"),

        new("GET",    "/api/v1/queues",                         "queues",               "Queues",         "All queues"),
        new("POST",   "/api/v1/queues",                         "makeQueue",            "Queues",         "Makes a queue"),
        new("GET",    "/api/v1/queues/{id}",                    "queue",                "Queues",         "One queue"),
        new("PUT",    "/api/v1/queues/{id}",                    "changeQueue",          "Queues",         "Changes a queue"),
        new("DELETE", "/api/v1/queues/{id}",                    "removeQueue",          "Queues",         "Removes a queue in which nobody waits", Nothing),
        new("GET",    "/api/v1/queues/{id}/members",            "members",              "Queues",         "Who is in a queue"),
        new("PUT",    "/api/v1/queues/{id}/members",            "setMembers",           "Queues",         "Says who is in a queue"),
        new("GET",    "/api/v1/workstreams",                    "workstreams",          "Workstreams",    "All workstreams, with their rules"),
        new("POST",   "/api/v1/workstreams",                    "makeWorkstream",       "Workstreams",    "Makes a workstream"),
        new("GET",    "/api/v1/workstreams/{id}",               "workstream",           "Workstreams",    "One workstream"),
        new("PUT",    "/api/v1/workstreams/{id}",               "changeWorkstream",     "Workstreams",    "Changes a workstream and its rules"),
        new("DELETE", "/api/v1/workstreams/{id}",               "removeWorkstream",     "Workstreams",    "Removes a workstream that no channel uses", Nothing),
        new("GET",    "/api/v1/channels",                       "channels",             "Channels",       "All channels"),
        new("POST",   "/api/v1/channels",                       "makeChannel",          "Channels",       "Makes a channel"),
        new("GET",    "/api/v1/channels/{id}",                  "channel",              "Channels",       "One channel"),
        new("PUT",    "/api/v1/channels/{id}",                  "changeChannel",        "Channels",       "Changes a channel", typeof(ChannelSetting)),
        new("DELETE", "/api/v1/channels/{id}",                  "removeChannel",        "Channels",       "Removes a channel", Nothing),
        new("POST",   "/api/v1/channels/{id}/secret",           "newChannelSecret",     "Channels",       "Makes a new Direct Line secret; the old one opens nothing more", typeof(ChannelSetting)),
        new("POST",   "/api/v1/channels/{id}/identity",         "newIdentitySecret",    "Channels",       "Makes a new secret by which a site vouches for its visitors"),
        new("GET",    "/api/v1/users",                          "users",                "Users",          "All agents, supervisors and administrators"),
        new("POST",   "/api/v1/users",                          "makeUser",             "Users",          "Makes a user"),
        new("GET",    "/api/v1/users/{id}",                     "user",                 "Users",          "One user"),
        new("PUT",    "/api/v1/users/{id}",                     "changeUser",           "Users",          "Changes a user"),
        new("DELETE", "/api/v1/users/{id}",                     "removeUser",           "Users",          "Takes a user away, who stays in the transcripts", Nothing),
        new("GET",    "/api/v1/bots",                           "bots",                 "Bots",           "All bots"),
        new("POST",   "/api/v1/bots",                           "makeBot",              "Bots",           "Makes a bot"),
        new("GET",    "/api/v1/bots/{id}",                      "bot",                  "Bots",           "One bot"),
        new("PUT",    "/api/v1/bots/{id}",                      "changeBot",            "Bots",           "Changes a bot"),
        new("GET",    "/api/v1/bots/{id}/settings",             "botSettings",          "Bots",           "What a bot elsewhere has to be configured with, to be copied"),
        new("GET",    "/api/v1/bots/{id}/secrets",              "botSecrets",           "Bots",           "The secrets by which a bot gets its tokens, without the secrets themselves"),
        new("POST",   "/api/v1/bots/{id}/secrets",              "makeBotSecret",        "Bots",           "Makes a secret for a bot; it is shown this once, and two are good at once"),
        new("DELETE", "/api/v1/bots/{id}/secrets/{secretId}",   "revokeBotSecret",      "Bots",           "Revokes a secret, and with it the tokens that were got by it", Nothing),
        new("DELETE", "/api/v1/bots/{id}",                      "removeBot",            "Bots",           "Takes a bot away; what it has goes to people", Nothing),
        new("POST",   "/api/v1/bots/{id}/publish",              "publishBot",           "Bots",           "Lets visitors meet a bot that was a draft", typeof(BotAccount)),
        new("POST",   "/api/v1/bots/{id}/unpublish",            "unpublishBot",         "Bots",           "Makes it a draft: it keeps what it has and gets nobody new", typeof(BotAccount)),
        new("POST",   "/api/v1/bots/{id}/connect",              "connectBot",           "Bots",           "Connects a bot again, its breaker closed", typeof(BotAccount)),
        new("GET",    "/api/v1/bots/{id}/disconnect",           "foreseeDisconnect",    "Bots",           "What would happen if the bot were disconnected now"),
        new("POST",   "/api/v1/bots/{id}/disconnect",           "disconnectBot",        "Bots",           "Disconnects a bot: what it has goes to people", typeof(BotAccount)),
        new("POST",   "/api/v1/bots/{id}/test",                 "testBot",              "Bots",           "Sends a bot a real turn, as it is saved or as it is sent, and shows the wire"),
        new("GET",    "/api/v1/bots/{id}/details",              "botDetails",           "Bots",           "What leads to a bot, who is beside it, and what it may do"),
        new("GET",    "/api/v1/bots/health",                    "botsHealth",           "Bots",           "How all bots are, each in a line"),
        new("GET",    "/api/v1/bots/{id}/health",               "botHealth",            "Bots",           "How a bot is, and how its last day was"),

        new("GET",    "/api/v1/bots/keys",                      "signingKeys",          "Bots",           "The keys that Baton signs with for bots that trust it"),
        new("POST",   "/api/v1/bots/keys/rotate",               "rotateSigningKeys",    "Bots",           "Revokes the keys that Baton signs with, and signs with a new one from now on"),

        new("GET",    "/api/v1/bots/{id}/topics",               "topics",               "Bots",           "A topic bot's topics, as they are published"),
        new("PUT",    "/api/v1/bots/{id}/topics",               "publishTopics",        "Bots",           "Publishes a topic bot's topics, all at once, as a new version"),
        new("GET",    "/api/v1/bots/{id}/topics/draft",         "topicDraft",           "Bots",           "What its authors are at work on; without a draft, what is published"),
        new("PUT",    "/api/v1/bots/{id}/topics/draft",         "keepTopicDraft",       "Bots",           "Keeps the draft, also with errors; refused when somebody else was faster"),
        new("DELETE", "/api/v1/bots/{id}/topics/draft",         "dropTopicDraft",       "Bots",           "Throws the draft away", Nothing),
        new("POST",   "/api/v1/bots/{id}/topics/draft/publish", "publishTopicDraft",    "Bots",           "Publishes the draft as a new version"),
        new("GET",    "/api/v1/bots/{id}/topics/versions",      "topicVersions",        "Bots",           "The versions that were published, newest first"),
        new("GET",    "/api/v1/bots/{id}/topics/versions/{n}",  "topicVersion",         "Bots",           "One version with its files"),
        new("POST",   "/api/v1/bots/{id}/topics/versions/{n}/publish", "publishTopicVersion", "Bots",     "Rolls back: publishes the files of an earlier version as a new one"),
        new("POST",   "/api/v1/bots/{id}/topics/import",        "importTopics",         "Bots",           "Finds the topics in a zip or a YAML file, the body; nothing is kept"),
        new("GET",    "/api/v1/bots/{id}/topics/export",        "exportTopics",         "Bots",           "What is published, or the draft, as a zip in the layout of a Copilot Studio workspace"),
        new("GET",    "/api/v1/bots/{id}/actions",              "botActions",           "Bots",           "What the flows and connectors of a bot's topics are here"),
        new("PUT",    "/api/v1/bots/{id}/actions",              "setBotActions",        "Bots",           "Says what they are: a tool, or a service that is called"),
        new("POST",   "/api/v1/topics/check",                   "checkTopics",          "Bots",           "All that can be said of topics: problems, the map of each, overlaps of phrases, test chats"),
        new("POST",   "/api/v1/topics/test",                    "testTopics",           "Bots",           "One turn of a test chat; the client holds its state"),
        new("POST",   "/api/v1/topics/chats",                   "runTestChats",         "Bots",           "Runs the *.chat.yml among the files"),
        new("POST",   "/api/v1/topics/formula",                 "tryFormula",           "Bots",           "What a Power Fx formula gives, in a test chat as it stands"),
        new("GET",    "/api/v1/topics/language",                "topicLanguage",        "Bots",           "What may stand in a topic: kinds, functions, entities, system variables"),

        new("GET",    "/api/v1/bots/templates",                 "botTemplates",         "Bots",           "The AI bots to begin with, and their tools"),
        new("POST",   "/api/v1/bots/templates/{template}/prompt", "writePrompt",        "Bots",           "A template's prompt and greeting for a company, with the tools that were chosen"),
        new("GET",    "/api/v1/bots/{id}/ai",                   "aiBot",                "Bots",           "What an AI bot is made of: live, and as its draft"),
        new("PUT",    "/api/v1/bots/{id}/ai/draft",             "keepAiDraft",          "Bots",           "Keeps an AI bot's draft; refused when somebody else was faster"),
        new("DELETE", "/api/v1/bots/{id}/ai/draft",             "dropAiDraft",          "Bots",           "Throws the draft away", Nothing),
        new("POST",   "/api/v1/bots/{id}/ai/publish",           "publishAiDraft",       "Bots",           "Publishes the draft as a new version"),
        new("GET",    "/api/v1/bots/{id}/ai/versions",          "aiVersions",           "Bots",           "The versions of an AI bot, newest first"),
        new("GET",    "/api/v1/bots/{id}/ai/versions/{n}",      "aiVersion",            "Bots",           "One version of an AI bot"),
        new("POST",   "/api/v1/bots/{id}/ai/versions/{n}/restore", "restoreAiVersion",  "Bots",           "Rolls back: publishes an earlier version as a new one"),
        new("POST",   "/api/v1/bots/{id}/ai/chat",              "chatWithAiBot",        "Bots",           "One turn of a side chat with an AI bot as it stands; nothing is written anywhere"),
        new("GET",    "/api/v1/bots/{id}/ai/chats",             "goldenChats",          "Bots",           "Chats that a draft is tried with: what the visitor says, what the bot is to do"),
        new("POST",   "/api/v1/bots/{id}/ai/chats",             "keepGoldenChat",       "Bots",           "Keeps one, typed or recorded from a closed conversation"),
        new("POST",   "/api/v1/bots/{id}/ai/chats/run",         "runGoldenChat",        "Bots",           "Says a chat's words again to the draft, and tells what differs"),
        new("DELETE", "/api/v1/bots/{id}/ai/chats/{chatId}",    "removeGoldenChat",     "Bots",           "Takes a golden chat away", Nothing),

        new("GET",    "/api/v1/bots/{id}/articles",             "articles",             "Bots",           "A bot's articles and those of all bots, without their texts"),
        new("POST",   "/api/v1/bots/{id}/articles",             "addArticle",           "Bots",           "Adds an article"),
        new("POST",   "/api/v1/bots/{id}/articles/upload",      "uploadArticle",        "Bots",           "Makes an article of a file, the body: PDF, or Markdown, text and HTML in UTF-8"),
        new("GET",    "/api/v1/bots/{id}/articles/search",      "searchArticles",       "Bots",           "What the articles say about a question; nothing where none says enough"),
        new("GET",    "/api/v1/bots/{id}/articles/embedding",   "articleEmbedding",     "Bots",           "How far the passages are embedded, and what is in the way"),
        new("GET",    "/api/v1/bots/{id}/articles/{articleId}", "article",              "Bots",           "One article with its text"),
        new("PUT",    "/api/v1/bots/{id}/articles/{articleId}", "changeArticle",        "Bots",           "Changes an article; refused when somebody else was faster"),
        new("DELETE", "/api/v1/bots/{id}/articles/{articleId}", "removeArticle",        "Bots",           "Takes an article away", Nothing),

        new("GET",    "/api/v1/models",                         "model",                "Bots",           "Which model topics ask, without its key"),
        new("PUT",    "/api/v1/models",                         "setModel",             "Bots",           "Says which model topics ask, behind an OpenAI-compatible endpoint"),
        new("DELETE", "/api/v1/models",                         "removeModel",          "Bots",           "Takes it away: topics take their fallback", Nothing),
        new("POST",   "/api/v1/models/test",                    "testModel",            "Bots",           "Asks what is saved, or what is sent, a real question"),

        new("GET",    "/api/v1/workstreams/{id}/assists",       "assists",              "Workstreams",    "The bots that hear its agents' conversations silently, and suggest to them"),
        new("PUT",    "/api/v1/workstreams/{id}/assists",       "setAssists",           "Workstreams",    "Says which bots assist, and whether the model drafts answers unasked"),
        new("GET",    "/api/v1/conversations/{id}/suggestions", "suggestions",          "Conversations",  "What is suggested to me in a conversation, newest first"),
        new("PUT",    "/api/v1/conversations/{id}/suggestions/{suggestionId}", "judgeSuggestion", "Conversations", "Says that a suggestion was used, dismissed, good or bad", Nothing),
        new("POST",   "/api/v1/conversations/{id}/assist",      "assist",               "Conversations",  "Asks the model for a draft, a summary or the next tool, as a suggestion"),

        new("GET",    "/api/v1/macros",                         "macros",               "Macros",         "The macros that the caller may run"),
        new("POST",   "/api/v1/macros",                         "makeMacro",            "Macros",         "Makes a macro: steps that are run in order"),
        new("GET",    "/api/v1/macros/{id}",                    "macro",                "Macros",         "One macro"),
        new("PUT",    "/api/v1/macros/{id}",                    "changeMacro",          "Macros",         "Changes a macro; runs under way go on as they began"),
        new("DELETE", "/api/v1/macros/{id}",                    "removeMacro",          "Macros",         "Removes a macro; its runs stay to be seen", Nothing),
        new("POST",   "/api/v1/conversations/{id}/macros/{macroId}/preview", "previewMacro", "Macros",    "What a macro would do here, with the values put in; nothing is done"),
        new("POST",   "/api/v1/conversations/{id}/macros/{macroId}/run", "runMacro",    "Macros",         "Runs a macro as the agent; a repeat of a clientId answers with the first run"),
        new("GET",    "/api/v1/conversations/{id}/macro-runs",  "macroRuns",            "Macros",         "The macros that were run in a conversation, newest first"),
        new("GET",    "/api/v1/conversations/{id}/macro-runs/{runId}", "macroRun",      "Macros",         "One run of a macro, step by step"),

        new("GET",    "/api/v1/bots/{id}/insights",             "botInsights",          "Reports",        "How a bot did: numbers, those of the time before, lines, reasons, topics, tools"),
        new("GET",    "/api/v1/bots/{id}/insights/conversations", "insightConversations", "Reports",      "The conversations behind one of the numbers, newest first"),
        new("GET",    "/api/v1/insights",                       "insights",             "Reports",        "The main numbers of every bot in a time"),

        new("GET",    "/api/v1/crm/connection",                 "crmConnection",        "Dynamics 365",   "How Dynamics is connected, without the secret"),
        new("PUT",    "/api/v1/crm/connection",                 "saveCrmConnection",    "Dynamics 365",   "Connects Dynamics"),
        new("DELETE", "/api/v1/crm/connection",                 "endCrmConnection",     "Dynamics 365",   "Ends the connection", Nothing),
        new("POST",   "/api/v1/crm/connection/test",            "testCrmConnection",    "Dynamics 365",   "Tests what is saved, or what is sent, step by step"),
        new("GET",    "/api/v1/crm/health",                     "crmHealth",            "Dynamics 365",   "How the line to Dynamics is just now"),
        new("GET",    "/api/v1/crm/sidebar",                    "crmSidebar",           "Dynamics 365",   "Which columns the desk shows beside a conversation"),
        new("PUT",    "/api/v1/crm/sidebar",                    "setCrmSidebar",        "Dynamics 365",   "Says which columns the desk shows"),
        new("GET",    "/api/v1/crm/sidebar/columns",            "crmSidebarColumns",    "Dynamics 365",   "The columns of a table that could be shown"),
        new("GET",    "/api/v1/tools",                          "tools",                "Tools",          "The tools there are, with their schemas"),
        new("POST",   "/api/v1/tools/{name}",                   "runTool",              "Tools",          "Runs a tool", typeof(JsonObject)),
        new("GET",    "/api/v1/activity",                       "activity",             "Tools",          "The activity log: every run of a tool, newest first"),
        new("GET",    "/api/v1/activity/{id}",                  "activityRun",          "Tools",          "One run, with the requests it made"),
        new("GET",    "/api/v1/policies",                       "policies",             "Tools",          "Which bot or key may run which tool, and on what terms"),
        new("PUT",    "/api/v1/policies/{holderId}",            "setPolicies",          "Tools",          "Changes what a bot or a key may run"),
        new("GET",    "/api/v1/confirmations",                  "confirmations",        "Tools",          "What a conversation's bot waits for a yes to"),
        new("POST",   "/api/v1/confirmations/{id}/approve",     "approveConfirmation",  "Tools",          "Says yes to a change, once", typeof(Confirming.Decided)),
        new("POST",   "/api/v1/confirmations/{id}/decline",     "declineConfirmation",  "Tools",          "Says no to a change", typeof(Confirming.Decided)),
        new("POST",   "/mcp",                                   "mcp",                  "Tools",          "The tools over the Model Context Protocol", typeof(JsonObject)),

        new("GET",    "/api/v1/keys",                           "keys",                 "Operating",      "Keys of outside programs, without the keys themselves"),
        new("POST",   "/api/v1/keys",                           "makeKey",              "Operating",      "Makes a key for an outside program; it is shown this once"),
        new("PUT",    "/api/v1/keys/{id}",                      "changeKey",            "Operating",      "Gives a key another name or another limit"),
        new("DELETE", "/api/v1/keys/{id}",                      "removeKey",            "Operating",      "Takes a key away: it opens nothing from now on", Nothing),
        new("GET",    "/api/v1/checks",                         "checks",               "Operating",      "Asks everything that Baton needs how it is"),
        new("GET",    "/api/v1/jobs",                           "jobs",                 "Operating",      "Jobs that failed, and those that were put aside"),
        new("POST",   "/api/v1/jobs/{id}/retry",                "retryJob",             "Operating",      "Tries a job again that was put aside", Nothing),
        new("DELETE", "/api/v1/jobs/{id}",                      "dropJob",              "Operating",      "Drops a job that was put aside", Nothing),

        new("GET",    "/widget/channels/{id}",                  "channelLook",          "Widget",         "How a channel's widget looks"),
        new("POST",   "/widget/session",                        "openWidgetSession",    "Widget",         "A Direct Line token for a visitor of a page"),
        new("POST",   "/widget/survey",                         "rate",                 "Widget",         "A visitor rates their conversation after its end", Nothing),
    ];

    private static readonly string[] Presences = ["Available", "Busy", "DoNotDisturb", "Away", "Offline"];
    private static readonly string[] Roles = ["agent", "supervisor", "administrator"];
    private static readonly string[] BotKinds = ["connector", "directLine", "copilotStudio", "topics", "ai"];
    private static readonly string[] ChannelKinds = ["webChat", "directLine"];

    /// <summary>Texts that are one of a few, by the name of their shape.</summary>
    public static readonly Dictionary<string, string[]> Choices = new()
    {
        ["MessageView.kind"] = ["message", "note", "event"],
        ["SpeakerView.kind"] = ["visitor", "bot", "agent", "system"],
        ["VariableView.type"] = ["text", "number", "boolean"],
        ["VariableView.setBy"] = ["visitor", "bot", "agent", "system"],
        ["DraftView.mode"] = ["reply", "note"], ["ReplyingUnsent.mode"] = ["reply", "note"],
        ["Me.presence"] = Presences, ["MeNewPresence.presence"] = Presences, ["User.presence"] = Presences,
        ["Me.role"] = Roles, ["User.role"] = Roles, ["UsersGiven.role"] = Roles,
        ["BotAccount.kind"] = BotKinds, ["RegisteringGiven.kind"] = BotKinds,
        ["Tested.outcome"] = ["answered", "handedOver", "ended", "silent", "failed"], ["WireCall.direction"] = ["out", "in"],
        ["BotStands.state"] = ["well", "failing", "open", "quiet", "draft", "disconnected"], ["BotAccount.presence"] = ["Available", "Away", "Offline"],
        ["ChannelSetting.kind"] = ChannelKinds, ["SettingUpGiven.kind"] = ChannelKinds,
        ["QueuesMember.kind"] = ["agent", "bot"],
        ["Condition.is"] = ["equals", "notEquals", "contains", "startsWith", "greaterThan", "lessThan", "isSet", "isNotSet"],
        ["SidebarCard.status"] = ["found", "none", "many", "unavailable", "off"],
        ["TestStep.outcome"] = ["ok", "failed", "skipped"],
        ["ActivityShown.outcome"] = ["running", "ok", "error"],
        ["SuggestionView.kind"] = ["bot", "draft", "summary", "tool", "article"], ["SuggestedAction.kind"] = ["reply", "tool", "macro", "link", "record", "custom"],
        ["SuggestionsWish.kind"] = ["draft", "summary", "tool", "article"],
        ["SuggestionsVerdict.outcome"] = ["used", "dismissed"], ["SuggestionsVerdict.feedback"] = ["up", "down"], ["SuggestionView.feedback"] = ["up", "down"],
        ["MacroStep.kind"] = ["say", "note", "tool", "set", "open", "reply", "transfer", "end"], ["MacroRunView.state"] = ["running", "asks", "done", "failed"],
        ["MacroRunStep.state"] = ["waiting", "running", "asks", "done", "failed"],
        ["InsightRow.outcome"] = ["resolved", "escalated", "abandoned", "unengaged", "ongoing"],
        ["BotSettingsShown.auth"] = ["none", "baton", "entra"],
        ["CheckLine.state"] = ["ok", "warning", "failed", "notConfigured", "notAsked"],
    };

    /// <summary>What the contract's main calls send.</summary>
    public static readonly Dictionary<string, string> Examples = new()
    {
        ["signIn"] = """{"email": "alex@contoso.example", "password": "correct horse battery staple"}""",
        ["setPresence"] = """{"presence": "Available"}""",
        ["reply"] = """{"clientId": "8d0c2a54", "text": "Hello Adele, I am looking at your case now."}""",
        ["note"] = """{"text": "Promised a call back before noon."}""",
        ["transfer"] = """{"queueId": "01994e2a-7c1e-7b53-9a55-1f0e8c3b6d21", "reason": "A question about an invoice"}""",
        ["setVariables"] = """{"language": "de", "order": 4711, "returning": true}""",
        ["makeQueue"] = """{"name": "Billing", "priority": 5, "fallback": false}""",
        ["setAssists"] = """{"botIds": ["01994e2a-7c1e-7b53-9a55-1f0e8c3b6d21"], "drafts": true}""",
        ["assist"] = """{"kind": "draft"}""",
        ["judgeSuggestion"] = """{"outcome": "used", "feedback": "up"}""",
        ["makeMacro"] = """
            {"name": "Call back", "description": "Promises a call and makes a note of it", "steps": [
              {"kind": "say", "text": "Hello {visitor.name|there}, we will call you back at {phone}."}, {"kind": "note", "text": "Call {phone}."},
              {"kind": "set", "name": "callBack", "value": "true"}]}
            """,
        ["previewMacro"] = """{"parameters": {"phone": "555-0100"}}""",
        ["runMacro"] = """{"parameters": {"phone": "555-0100"}, "clientId": "3f0c9b72"}""",
        ["setMembers"] = """{"userIds": ["01994e2a-7c1e-7b53-9a55-1f0e8c3b6d21"]}""",
        ["makeUser"] = """{"name": "Kim", "email": "kim@contoso.example", "password": "a long sentence of words", "role": "agent", "capacity": 3}""",
        ["testBot"] = """{"text": "Where is my order?"}""",
        ["makeBot"] = """{"name": "Contoso bot", "kind": "topics", "queueIds": [], "capacity": 1000}""",
        ["publishTopics"] = """
            {"files": [{"path": "topics/Greeting.mcs.yml", "text": "kind: AdaptiveDialog\nbeginDialog:\n  kind: OnConversationStart\n  id: main\n"}], "note": "Says hello"}
            """,
        ["keepTopicDraft"] = """{"revision": 0, "basedOn": 3, "files": [{"path": "topics/Greeting.mcs.yml", "text": "kind: AdaptiveDialog\n"}]}""",
        ["publishTopicDraft"] = """{"revision": 4, "note": "Asks for the order number first"}""",
        ["setBotActions"] = """
            {"actions": [{"name": "refund", "url": "https://flows.contoso.example/refund", "secret": "at least sixteen characters"}, {"name": "GetCustomer", "tool": "get_contact"}]}
            """,
        ["writePrompt"] = """
            {"program": {"companyName": "Contoso", "tone": "Friendly and brief", "tools": ["dynamics365_get_contact_by_email", "dynamics365_create_lead"], "usesKnowledge": true}}
            """,
        ["keepAiDraft"] = """
            {"revision": 0, "program": {"template": "salesAssistant", "companyName": "Contoso", "prompt": "You are the sales assistant of Contoso.", "greeting": "Hello!",
             "tools": ["dynamics365_get_contact_by_email"], "rails": {"angerFrom": 3, "disputes": true, "words": ["recall"]}}}
            """,
        ["publishAiDraft"] = """{"revision": 4, "note": "Asks for the budget last"}""",
        ["chatWithAiBot"] = """{"messages": [{"from": "visitor", "text": "Is there a case of mine?"}]}""",
        ["keepGoldenChat"] = """
            {"name": "An open case", "script": {"turns": [{"say": "Is there news on my case?", "tools": ["get_contact_cases"], "facts": ["CAS-01001"]}], "outcome": "waiting"}}
            """,
        ["runGoldenChat"] = """{"id": "01994e2a-7c1e-7b53-9a55-1f0e8c3b6d21"}""",
        ["addArticle"] = """
            {"title": "Returns", "text": "# Returns\nWithin 30 days, and we pay for it.", "url": "https://www.contoso.example/returns", "language": "en", "isShared": true}
            """,
        ["changeArticle"] = """{"title": "Returns", "text": "# Returns\nWithin 60 days.", "revision": 1}""",
        ["setModel"] = """{"baseUrl": "https://api.openai.com/v1", "apiKey": "sk-...", "model": "gpt-5-mini", "secondsMax": 15, "tokensMax": 800}""",
        ["checkTopics"] = """{"files": [{"path": "topics/Greeting.mcs.yml", "text": "kind: AdaptiveDialog\n"}]}""",
        ["testTopics"] = """{"files": [{"path": "topics/Greeting.mcs.yml", "text": "kind: AdaptiveDialog\n"}], "say": {"text": "Where is my order?"}}""",
        ["runTestChats"] = """{"files": [{"path": "order.chat.yml", "text": "turns:\n  - say: Hello\n    expect: How can I help?\n"}]}""",
        ["tryFormula"] = """{"formula": "DateAdd(Today(), 3, TimeUnit.Days)"}""",
        ["saveCrmConnection"] = """
            {"tenantId": "a1b2c3d4-e5f6-7890-abcd-ef1234567890", "clientId": "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", "clientSecret": "the Value, not the Secret ID",
             "instanceUrl": "https://contoso.crm4.dynamics.com", "secretExpiresOn": "2027-11-30"}
            """,
        ["runTool"] = """{"input": {"email": "adele@contoso.example"}, "idempotencyKey": "turn-7"}""",
        ["mcp"] = """{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "get_contact_by_email", "arguments": {"email": "adele@contoso.example"}}}""",
        ["makeKey"] = """{"name": "night shift assistant", "scopes": ["tools"], "callsPerMinute": 120}""",
        ["openWidgetSession"] = """{"channel": "default", "name": "Adele", "locale": "en", "context": {"page": "checkout"}}""",
    };
}
