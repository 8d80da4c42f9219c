using Baton.Plumbing;

namespace Baton.Conversations;

/// <summary>
/// Conversations in which a bot is tested: with nobody but whoever tests, gone when the test is over. They are told by their ids, so that whatever could send one to
/// people, to the CRM or into a report need not look anything up: facts about them have no consequences.
/// </summary>
public static class TestConversations
{
    /// <summary>The channel that they have.</summary>
    public const string Channel = "test";

    public static Guid NewId() => Guid.Parse(Guid.CreateVersion7().ToString("D").Remove(14, 1).Insert(14, "8"));

    public static bool IsTest(this Guid conversationId) => Fact.IsOfTest(conversationId);
}
