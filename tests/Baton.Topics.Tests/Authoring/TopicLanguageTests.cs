using Baton.Topics.Fx;

namespace Baton.Topics.Tests.Authoring;

public sealed class TopicLanguageTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 10, 30, 0, TimeSpan.Zero);

    public static TheoryData<string> Functions => [.. FxFunctions.All.Keys.Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_kind_that_the_reader_accepts_is_told_of_in_a_sentence()
    {
        foreach (var kind in StepBuilder.KnownKinds.Concat(TopicReader.KnownTriggers))
            TopicLanguage.Kinds.Single(k => k.Kind == kind).About.ShouldNotBeEmpty($"add a line about {kind} to language-kinds.txt");
        TopicLanguage.Kinds.Select(k => k.Kind).ShouldBeUnique();
    }

    [Fact]
    public void No_kind_is_told_of_that_the_reader_does_not_accept() =>
        LanguageText.Kinds().Where(k => k.Where is "node" or "trigger").Select(k => k.Kind)
            .Except(StepBuilder.KnownKinds.Concat(TopicReader.KnownTriggers)).ShouldBeEmpty();

    [Fact]
    public void Properties_have_sentences_and_say_which_must_be_there()
    {
        foreach (var kind in TopicLanguage.Kinds)
        {
            kind.Properties.Select(p => p.Name).ShouldBeUnique(kind.Kind);
            foreach (var property in kind.Properties) property.About.ShouldNotBeEmpty($"{kind.Kind}.{property.Name}");
        }
        var question = TopicLanguage.Kinds.Single(k => k.Kind == "Question");
        (question.Title, question.Where).ShouldBe(("Question", "node"));
        question.Properties.Single(p => p.Name == "variable").IsRequired.ShouldBeTrue();
        question.Properties.Single(p => p.Name == "skipQuestionMode").Values!.ShouldContain("AlwaysAsk");
        question.Properties.ShouldContain(p => p.Name == "conversationOutcome");
    }

    [Fact]
    public void What_must_be_there_is_what_the_reader_asks_for()
    {
        foreach (var kind in TopicLanguage.Kinds.Where(k => k.Where == "node"))
        {
            var report = TopicCheck.Run([new TopicFile("A.mcs.yml", One.Topic("A", "a", $"- kind: {kind.Kind}\n  id: x"))]);
            var missed = report.Problems.Any(p => !p.IsWarning && p.Message.Contains("has no '", StringComparison.Ordinal));
            if (missed) kind.Properties.ShouldContain(p => p.IsRequired, $"{kind.Kind}: {report.Problems[0].Message}");
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Every_function_is_told_of_and_its_example_gives_what_it_says(string name)
    {
        var told = TopicLanguage.Functions.Single(f => f.Name == name);
        told.About.ShouldNotBeEmpty($"add a line about {name} to language-functions.txt");
        told.Example.ShouldContain(name + "(");
        var parts = told.Example.Split(" // ");
        var answer = new FxSession(Now).Run(parts[0]);
        answer.Error.ShouldBeNull(told.Example);
        if (parts.Length > 1) answer.Result.ShouldBe(parts[1]);
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_signature_takes_as_many_arguments_as_the_function(string name)
    {
        var function = FxFunctions.All[name];
        var signature = TopicLanguage.Functions.Single(f => f.Name == name).Signature;
        var inside = signature[(name.Length + 1)..^1].Replace("Type(...)", "type", StringComparison.Ordinal);
        (inside.Contains("...", StringComparison.Ordinal) ? FxFunction.Many : inside.Split(',').Count(a => a.Trim().Length > 0)).ShouldBe(function.Max);
        var required = string.Concat(inside.Split('[').Take(1).Append("")).Split(',').Count(a => a.Trim() is not ("" or "..."));
        required.ShouldBeGreaterThanOrEqualTo(function.Min);
        if (function.Max < FxFunction.Many) required.ShouldBe(function.Min);
    }

    [Fact]
    public void Every_kind_of_answer_is_told_of_and_recognises_its_example()
    {
        var expected = LanguageText.Lines("entities").Select(line => line.Split(" | ")).Where(p => p.Length > 3).ToDictionary(p => p[0], p => p[3]);
        foreach (var told in TopicLanguage.Entities)
        {
            told.About.ShouldNotBeEmpty($"add a line about {told.Name} to language-entities.txt");
            var entity = PrebuiltEntities.Find(told.Name.Replace("PrebuiltEntity", "", StringComparison.Ordinal))!;
            var value = entity.Recognise(told.Example, new FxFrame { Now = Now });
            value.ShouldNotBeNull(told.Name);
            if (expected.TryGetValue(told.Name, out var becomes)) value.ToString().ShouldBe(becomes, told.Name);
        }
    }

    [Fact]
    public void Every_system_variable_has_the_type_that_is_told()
    {
        var context = new TurnContext { Now = Now, UserId = "u", UserName = "Ann Lee", UserEmail = "ann@contoso.example", ConversationId = "c" };
        foreach (var told in TopicLanguage.SystemVariables)
        {
            var answer = TopicDraft.Read([]).Evaluate(told.Name, BotState.New, context);
            answer.Error.ShouldBeNull(told.Name);
            if (answer.Type != "Blank" && told.Type != "Any") answer.Type.ShouldBe(told.Type, told.Name);
        }
    }
}
