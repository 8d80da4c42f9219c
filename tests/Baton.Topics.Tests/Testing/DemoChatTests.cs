namespace Baton.Topics.Tests.Testing;

public sealed class DemoChatTests
{
    public static TheoryData<string> Chats => [.. Demo.Chats().Select(f => f.Path)];

    [Theory]
    [MemberData(nameof(Chats))]
    public void The_demo_bot_passes_its_own_test_chats(string path)
    {
        var draft = TopicDraft.Read([.. Demo.Files(), .. Demo.Chats().Where(f => f.Path == path)]);
        draft.Report.Problems.ShouldBeEmpty();
        foreach (var turn in draft.RunChats().ShouldHaveSingleItem().Turns)
            turn.Problem.ShouldBeNull($"line {turn.Line}: {turn.Said}\n{string.Join('\n', turn.Got)}");
    }

    [Fact]
    public void A_changed_word_of_the_bot_is_noticed()
    {
        var files = Demo.Files().Select(f => f with { Text = f.Text.Replace("I still don't follow", "Pardon", StringComparison.Ordinal) });
        var results = TopicDraft.Read([.. files, .. Demo.Chats()]).RunChats();
        results.Where(r => !r.Passed).Select(r => r.Path).ShouldBe(["Fallback.chat.yml"]);
        results.Single(r => !r.Passed).Turns.Select(t => t.Passed).ShouldBe([true, false, true]);
    }
}
