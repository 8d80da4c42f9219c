namespace Baton.Topics.Tests.Authoring;

public sealed class TopicMapTests
{
    private static TopicMap Map(string actions, params TopicFile[] others) =>
        TopicDraft.Read([new TopicFile("topics/Order.mcs.yml", One.Topic("Order", "where is my order", actions)), .. others]).Topics[0];

    private static string[] Edges(TopicMap map) =>
        [.. map.Edges.Select(e => e.Label.Length > 0 ? $"{e.From} -{e.Label}-> {e.To}" : $"{e.From} -> {e.To}")];

    [Fact]
    public void Nodes_follow_one_another_to_the_end()
    {
        var map = Map("""
            - kind: SendActivity
              id: hello
              activity: Hello {System.User.FirstName},
                how are you?

            # a remark
            - kind: SetVariable
              variable: init:Topic.X
              value: =1 + 2
            """);
        (map.Path, map.Name, map.Trigger, map.IsSystem).ShouldBe(("topics/Order.mcs.yml", "Order", "OnRecognizedIntent", false));
        map.Phrases.ShouldBe(["where is my order"]);
        Edges(map).ShouldBe(["main -> hello", "hello -> line:17", "line:17 -> end"]);
        map.Nodes.Select(n => (n.Id, n.Line, n.EndLine)).ShouldBe([("main", 4, 19), ("hello", 11, 14), ("line:17", 17, 19)]);
        map.Nodes[1].Text.ShouldBe("Hello {System.User.FirstName}, how are you?");
        map.Nodes[2].Text.ShouldBe("Topic.X = 1 + 2");
    }

    [Fact]
    public void Branches_are_labelled_and_come_together_again()
    {
        var map = Map("""
            - kind: ConditionGroup
              id: group
              conditions:
                - id: late
                  condition: =Topic.X = 1
                  actions:
                    - {kind: SendActivity, id: one, activity: One}
                - id: two
                  displayName: It is broken
                  condition: =Topic.X = 2
              elseActions:
                - {kind: EndDialog, id: leave}
            - {kind: SendActivity, id: after, activity: After}
            """);
        Edges(map).ShouldBe(["main -> group", "group -Topic.X = 1-> one", "group -else-> leave", "leave -> end", "one -> after",
            "group -It is broken-> after", "after -> end"]);
    }

    [Fact]
    public void Loops_lead_back_and_are_left_when_done_or_broken()
    {
        var map = Map("""
            - kind: Foreach
              id: loop
              items: =[1,2]
              value: Topic.N
              actions:
                - kind: IfCondition
                  id: check
                  condition: =Topic.N > 1
                  actions:
                    - {kind: BreakLoop, id: stop}
                  elseActions:
                    - {kind: ContinueLoop, id: go_on}
            - {kind: GotoAction, id: back, actionId: loop}
            """);
        Edges(map).ShouldBe(["main -> loop", "loop -each-> check", "check -yes-> stop", "check -no-> go_on", "go_on -> loop", "loop -done-> back",
            "stop -> back", "back -> loop"]);
    }

    [Fact]
    public void The_end_of_a_loops_nodes_leads_to_the_next_item()
    {
        Edges(Map("""
            - kind: Foreach
              id: loop
              items: =[1,2]
              value: Topic.N
              actions:
                - {kind: SendActivity, id: say, activity: One}
            - {kind: Foreach, id: empty, items: Topic.L, value: Topic.N, actions: []}
            """)).ShouldBe(["main -> loop", "loop -each-> say", "say -> loop", "loop -done-> empty", "empty -done-> end"]);
    }

    [Fact]
    public void Nodes_that_are_off_are_passed_and_groups_are_gone_through()
    {
        var map = Map("""
            - kind: IfCondition
              id: off
              disabled: true
              condition: true
              actions:
                - {kind: EndDialog, id: never}
            - kind: ActionScope
              id: scope
              actions:
                - {kind: SendActivity, id: inside, activity: One}
            - kind: DisconnectedNodeContainer
              id: aside
              actions:
                - {kind: SendActivity, id: loose, activity: Two}
            - {kind: SendActivity, id: after, activity: Three}
            """);
        Edges(map).ShouldBe(["main -> off", "off -> scope", "scope -> inside", "inside -> after", "after -> end"]);
        map.Nodes.Single(n => n.Id == "off").Title.ShouldBe("Condition (off)");
    }

    [Fact]
    public void A_question_that_takes_anything_or_has_a_default_never_gives_up()
    {
        Edges(Map("""
            - {kind: Question, id: words, variable: Topic.A, entity: StringPrebuiltEntity, prompt: What?}
            - {kind: Question, id: number, variable: Topic.B, entity: NumberPrebuiltEntity, prompt: How many?, defaultValue: 1}
            - {kind: Question, id: other, variable: Topic.C, entity: NumberPrebuiltEntity, prompt: How many?, fallbackDialogOnInvalidEntity: Nowhere}
            """)).ShouldBe(["main -> words", "words -> number", "number -> other", "other -no answer-> topic:Nowhere", "other -> end"]);
    }

    [Fact]
    public void Other_topics_a_person_and_a_question_that_gives_up_are_led_to()
    {
        var escalate = new TopicFile("topics/Escalate.mcs.yml", One.Triggered("Escalate", "OnEscalate", "- {kind: TransferConversationV2, id: t}"));
        var map = Map("""
            - {kind: Question, id: ask, variable: Topic.N, entity: NumberPrebuiltEntity, prompt: How many?}
            - {kind: BeginDialog, id: begin, dialog: cr1_bot.topic.Escalate}
            - {kind: ReplaceDialog, id: replace, dialog: Nowhere}
            """, escalate);
        Edges(map).ShouldBe(["main -> ask", "ask -no answer-> topic:topics/Escalate.mcs.yml", "ask -> begin", "begin -> topic:topics/Escalate.mcs.yml",
            "begin -> replace", "replace -> topic:Nowhere"]);
        var system = TopicDraft.Read([escalate]).Topics[0];
        system.IsSystem.ShouldBeTrue();
        Edges(system).ShouldBe(["main -> t", "t -> transfer"]);
    }

    [Fact]
    public void A_topic_with_errors_has_a_map_and_a_file_that_is_no_yaml_takes_no_other_map_away()
    {
        var draft = TopicDraft.Read([new TopicFile("Broken.mcs.yml", "kind: *other\n\tx"),
            new TopicFile("Odd.mcs.yml", One.Topic("Odd", "odd", "- {kind: Nonsense, id: a}\n- {id: b}\n- {kind: GotoAction, id: c, actionId: nowhere}"))]);
        draft.Bot.ShouldBeNull();
        var map = draft.Topics.ShouldHaveSingleItem();
        map.Nodes.Select(n => n.Id).ShouldBe(["main", "a", "b", "c"]);
        Edges(map).ShouldBe(["main -> a", "a -> b", "b -> c"]);
    }

    [Fact]
    public void A_topic_is_called_what_people_call_it()
    {
        const string Rest = "kind: AdaptiveDialog\nbeginDialog:\n  kind: OnRedirect\n  id: main\n  actions: []\n";
        string Name(string head) => TopicDraft.Read([new TopicFile("topics/A.mcs.yml", head + Rest)]).Topics.Single().Name;
        Name("").ShouldBe("A");
        Name("# Name: Order status\r\n# more\n").ShouldBe("Order status");
        Name("mcs.metadata:\n  componentName: Orders\n").ShouldBe("Orders");
        TopicDraft.Read([new TopicFile("A.yml", "# Name: Order status\n" + Rest), new TopicFile("B.yml", One.Topic("B", "b", "- {kind: BeginDialog, id: x, dialog: Order status}"))])
            .Report.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Two_nodes_of_one_id_stay_apart()
    {
        var map = Map("- {kind: SendActivity, id: same, activity: A}\n- {kind: SendActivity, id: same, activity: B}");
        map.Nodes.Select(n => n.Id).ShouldBe(["main", "same", "line:12"]);
    }

    [Fact]
    public void An_edge_always_leads_from_a_node_to_something_on_the_map()
    {
        foreach (var map in TopicDraft.Read(Demo.Files()).Topics)
        {
            var ids = map.Nodes.Select(n => n.Id).ToHashSet();
            map.Nodes.Count.ShouldBe(ids.Count);
            foreach (var edge in map.Edges)
            {
                ids.ShouldContain(edge.From);
                (ids.Contains(edge.To) || edge.To is "end" or "transfer" || edge.To.StartsWith("topic:", StringComparison.Ordinal)).ShouldBeTrue(edge.ToString());
            }
            foreach (var node in map.Nodes)
            {
                node.Text.Length.ShouldBeLessThanOrEqualTo(140);
                node.Text.ShouldNotContain("\n");
                node.EndLine.ShouldBeGreaterThanOrEqualTo(node.Line);
            }
        }
    }
}
