namespace Baton.Topics.Fx;

/// <summary>The choices of Copilot Studio itself: what System variables are compared with, as in <c>ChannelId.MsTeams</c>.</summary>
internal static class FxSystemSets
{
    public static bool Has(string set) => Array.Exists(All, s => s.Set == set);

    public static readonly (string Set, string[] Items)[] All =
    [
        ("SignInReason", ["SignInRequired", "Initializer"]),
        ("ChannelId", ["Directline", "Facebook", "MsTeams", "Telephony", "Omnichannel", "Microsoft365Copilot", "Agents", "MsTeamsPhone"]),
        ("ActivityType", ["ContactRelationUpdate", "ConversationUpdate", "EndOfConversation", "Event", "Delay", "DeleteUserData", "Handoff",
            "InstallationUpdate", "Invoke", "InvokeResponse", "Message", "MessageDelete", "MessageReaction", "MessageUpdate", "Suggestion",
            "Trace", "Typing", "Command", "CommandResult"]),
        ("VariablesToClear", ["ConversationScopedVariables", "ConversationHistory", "UserScopedVariables", "AllGlobalVariables"]),
        ("SkipQuestionMode", ["AlwaysAsk", "SkipOnFirstExecutionIfVariableHasValue", "AlwaysSkipIfVariableHasValue"]),
        ("MultipleTopicsMatchedReason", ["Interruption", "Recognition"]),
        ("HttpMethod", ["Get", "Post", "Patch", "Put", "Delete"]),
        ("ContentModerationLevel", ["Minimum", "Low", "Medium", "High", "Maximum"]),
        ("InterruptionEagernessLevel", ["Low", "Medium", "High"]),
        ("InvocationSource", ["User", "Agent"]),
        ("UserInputType", ["Text", "Speech", "DTMF"]),
    ];
}
