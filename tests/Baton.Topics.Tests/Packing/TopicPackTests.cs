using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Baton.Topics.Tests.Packing;

public sealed class TopicPackTests
{
    private const string Hello = "kind: AdaptiveDialog\nbeginDialog:\n  kind: OnConversationStart\n  id: main\n  actions:\n    - {kind: SendActivity, id: hi, activity: Hello}\n";

    private static MemoryStream Zip(params (string Path, string Text)[] files) => Zip(CompressionLevel.Fastest, [.. files.Select(f => (f.Path, Encoding.UTF8.GetBytes(f.Text)))]);

    private static MemoryStream Zip(CompressionLevel level, params (string Path, byte[] Bytes)[] files)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (path, bytes) in files)
            {
                using var entry = zip.CreateEntry(path, level).Open();
                entry.Write(bytes);
            }
        stream.Position = 0;
        return stream;
    }

    private static Unpacked Again(IEnumerable<TopicFile> files)
    {
        var stream = new MemoryStream();
        TopicPack.WriteZip(files, stream);
        stream.Position = 0;
        return TopicPack.ReadZip(stream);
    }

    // ------------------------------------------------------------------ layouts

    [Fact]
    public void A_workspace_is_read_with_the_paths_that_it_has()
    {
        var read = TopicPack.ReadZip(Zip(("topics/Hello.mcs.yml", Hello), ("agent.mcs.yml", "kind: GptComponentMetadata\n"), ("README.md", "# Hi"),
            (".mcs/botdefinition.yml", "x: 1"), ("icon.png", "x")));
        read.Problems.ShouldBeEmpty();
        read.Files.ShouldBe([new TopicFile("agent.mcs.yml", "kind: GptComponentMetadata\n"), new TopicFile("topics/Hello.mcs.yml", Hello)]);
    }

    [Fact]
    public void The_folder_around_a_workspace_is_no_part_of_it()
    {
        TopicPack.ReadZip(Zip(("My Agents/Contoso/topics/Hello.mcs.yml", Hello), ("My Agents/Contoso/settings.mcs.yml", "name: C")))
            .Files.Select(f => f.Path).ShouldBe(["settings.mcs.yml", "topics/Hello.mcs.yml"]);
        TopicPack.ReadZip(Zip(("topics/Hello.mcs.yml", Hello))).Files.Single().Path.ShouldBe("topics/Hello.mcs.yml");
        TopicPack.ReadZip(Zip(("Hello.yaml", Hello))).Files.Single().Path.ShouldBe("Hello.yaml");
    }

    [Fact]
    public void Of_several_workspaces_the_largest_is_taken_and_the_author_told()
    {
        var read = TopicPack.ReadZip(Zip(("all/A/topics/Hello.mcs.yml", Hello), ("all/B/topics/Hello.mcs.yml", Hello), ("all/B/topics/More.mcs.yml", Hello),
            ("all/B/agents/C/topics/Hello.mcs.yml", Hello), ("all/B/settings.mcs.yml", "name: B"), ("all/A/agent.mcs.yml", "x: 1")));
        read.Files.Select(f => f.Path).ShouldBe(["agents/C/topics/Hello.mcs.yml", "settings.mcs.yml", "topics/Hello.mcs.yml", "topics/More.mcs.yml"]);
        read.Problems.ShouldHaveSingleItem().Message.ShouldBe("There are several agents: all/B, all/A. Only all/B was taken.");
    }

    [Theory]
    [InlineData("agents/Buddy/topics/Hello.mcs.yml", "agents/Buddy/agent.mcs.yml")]
    [InlineData("work/agents/Buddy/topics/Hello.mcs.yml", "work/agents/Buddy/settings.mcs.yml")]
    public void A_folder_named_agents_may_hold_agents_of_their_own(string topic, string other)
    {
        var read = TopicPack.ReadZip(Zip((topic, Hello), (other, "name: B")));
        read.Problems.ShouldBeEmpty();
        read.Files.Select(f => f.Path).ShouldContain("topics/Hello.mcs.yml");
    }

    [Fact]
    public void A_folder_is_read_like_a_zip() =>
        TopicPack.Read([new PackedFile(@"bot\topics\Hello.mcs.yml", Encoding.UTF8.GetBytes(Hello))]).Files.ShouldBe([new TopicFile("topics/Hello.mcs.yml", Hello)]);

    private static (string, string)[] Component(string schema, string data, string xml) =>
        [($"botcomponents/{schema}/data", data), ($"botcomponents/{schema}/botcomponent.xml", xml)];

    [Fact]
    public void A_solution_export_becomes_a_workspace_with_the_names_that_people_gave()
    {
        var read = TopicPack.ReadZip(Zip(
        [
            .. Component("cr1_bot.topic.Hello", Hello, "<botcomponent schemaname=\"cr1_bot.topic.Hello\"><componenttype>9</componenttype><name>Hello: world</name><description>Greets \"all\"</description></botcomponent>"),
            .. Component("cr1_bot.entity.Size", "kind: ClosedListEntity\nitems: []\n", "<botcomponent><name>Size</name></botcomponent>"),
            .. Component("cr1_bot.GlobalVariableComponent.Tier", "kind: Variable\nname: Tier\n", "<botcomponent/>"),
            .. Component("cr1_bot.gpt.default", "kind: GptComponentMetadata\n", "<botcomponent><name>Bot</name></botcomponent>"),
            ("bots/cr1_bot/bot.xml", "<bot schemaname=\"cr1_bot\"><name>Contoso Bot</name></bot>"), ("solution.xml", "<x/>"),
        ]));
        read.Problems.ShouldBeEmpty();
        read.Files.Select(f => f.Path).ShouldBe(["agent.mcs.yml", "entities/Size.mcs.yml", "settings.mcs.yml", "topics/Hello.mcs.yml", "variables/Tier.mcs.yml"]);
        read.Files.Single(f => f.Path == "topics/Hello.mcs.yml").Text
            .ShouldBe("mcs.metadata:\n  componentName: \"Hello: world\"\n  description: \"Greets \\\"all\\\"\"\n" + Hello);
        read.Files.Single(f => f.Path == "settings.mcs.yml").Text.ShouldBe("schemaName: cr1_bot\nname: Contoso Bot\n");
        var draft = TopicDraft.Read(read.Files);
        draft.Report.Problems.ShouldBeEmpty();
        draft.Topics.Single().Name.ShouldBe("Hello: world");
        draft.Bot!.Run(BotState.New, new ConversationStarted(), new TurnContext { Now = DateTimeOffset.UnixEpoch }).Says.Single().Text.ShouldBe("Hello");
    }

    [Fact]
    public void A_name_goes_behind_the_mark_of_utf8_and_never_before_another_name()
    {
        const string Named = "mcs.metadata:\n  componentName: Mine\n" + Hello;
        var read = TopicPack.ReadZip(Zip([.. Component("a.topic.One", "\uFEFF" + Hello.Replace("\n", "\r\n", StringComparison.Ordinal), "<b><name>Hello</name></b>"),
            .. Component("a.topic.Two", Named, "<b><name>Other</name></b>")]));
        read.Files[0].Text.ShouldStartWith("\uFEFFmcs.metadata:\r\n  componentName: Hello\r\nkind: AdaptiveDialog\r\n");
        read.Files[1].Text.ShouldBe(Named);
    }

    [Fact]
    public void Of_a_solution_with_several_agents_one_is_taken_and_the_author_told()
    {
        var read = TopicPack.ReadZip(Zip([.. Component("a.topic.One", Hello, ""), .. Component("b.topic.One", Hello, "<b/>"), .. Component("b.topic.Two", Hello, "<b/>")]));
        read.Files.Select(f => f.Path).ShouldBe(["topics/One.mcs.yml", "topics/Two.mcs.yml"]);
        read.Problems.ShouldContain(p => p.Code == "several_bots" && p.Message == "The solution holds several agents: b, a. Only b was taken.");
        read.IsSound.ShouldBeTrue();
    }

    [Fact]
    public void A_topic_that_is_switched_off_does_not_come_alive_by_moving()
    {
        var read = TopicPack.ReadZip(Zip([.. Component("a.topic.On", Hello, "<b><statecode>0</statecode></b>"), .. Component("a.topic.Off", Hello, "<b><statecode>1</statecode></b>")]));
        read.Files.Select(f => f.Path).ShouldBe(["topics/On.mcs.yml"]);
        var problem = read.Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Path, problem.IsWarning).ShouldBe(("switched_off", "botcomponents/a.topic.Off/data", true));
    }

    [Fact]
    public void A_component_without_sound_xml_or_yaml_is_told_and_takes_no_other_away()
    {
        var read = TopicPack.ReadZip(Zip([.. Component("a.topic.One", Hello, "<b>\n<c></b>"), .. Component("a.topic.Old", "{\"$kind\": 1}", "<b/>"),
            .. Component("a.topic.Evil", Hello, "<!DOCTYPE b [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><b><name>&x;</name></b>")]));
        read.Files.Select(f => f.Path).ShouldBe(["topics/Evil.mcs.yml", "topics/One.mcs.yml"]);
        read.Files.ShouldAllBe(f => f.Text == Hello);
        read.Problems.Select(p => (p.Code, p.Line)).ShouldBe([("not_xml", 2), ("not_yaml", 1), ("not_xml", 1)]);
    }

    [Fact]
    public void What_the_engine_has_no_use_for_is_kept_and_not_checked()
    {
        var files = new TopicFile[]
        {
            new("topics/Hello.mcs.yml", Hello), new("translations/Hello.da-DK.mcs.yml", Hello), new("agents/Other/topics/Hello.mcs.yml", Hello),
            new("knowledge/Site.mcs.yml", "kind: SomethingNew"), new("settings/Odd.mcs.yml", "kind: SomethingNew"), new("variables/Tier.mcs.yml", "kind: Variable\nname: Tier\ndefaultValue: Gold"),
        };
        TopicCheck.Run(files).Problems.ShouldBeEmpty();
        Again(files).Files.ShouldBe(files, ignoreOrder: true);
        TopicCheck.Run([new TopicFile("skills/Hello.mcs.yml", Hello.Replace("SendActivity", "Nonsense", StringComparison.Ordinal))]).IsSound
            .ShouldBeFalse("a topic is one wherever it stands");
    }

    [Theory]
    [InlineData("agents/Other/topics/Hello.mcs.yml")]
    [InlineData("translations/Hello.da-DK.mcs.yml")]
    public void A_file_that_is_checked_alone_was_meant_wherever_it_stands(string path) =>
        TopicCheck.Run([new TopicFile(path, Hello.Replace("SendActivity", "Nonsense", StringComparison.Ordinal))]).IsSound.ShouldBeFalse();

    // ------------------------------------------------------------------ back again

    [Fact]
    public void What_is_written_is_read_again_letter_for_letter()
    {
        TopicFile[] files =
        [
            new("topics/Bom.mcs.yml", "\uFEFF# remark\r\nkind: AdaptiveDialog  # and another\r\n\r\n\r\nx:   'y'\t\n"), new("topics/Empty.mcs.yml", ""),
            new("topics/Ünïcode ☃.mcs.yml", "text: \U0001F600 日本\n...\n"), new("actions/A.mcs.yml", "kind: TaskDialog"), new("tests/a.chat.yml", "turns: []"),
        ];
        Again(files).Files.ShouldBe(files, ignoreOrder: true);
    }

    [Fact]
    public void Any_text_comes_back_as_it_was()
    {
        var texts = ArbMap.Default.ArbFor<NonNull<string>>().Generator.Select(s => s.Get).Where(s => !s.Any(char.IsSurrogate));
        Prop.ForAll(texts.ListOf(8).ToArbitrary(), list =>
        {
            TopicFile[] files = [.. list.Select((text, i) => new TopicFile($"topics/T{i}.mcs.yml", text))];
            return Again(files).Files.SequenceEqual(files.OrderBy(f => f.Path, StringComparer.Ordinal));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_demo_bot_goes_out_as_a_workspace_and_comes_back_the_same()
    {
        var files = Demo.Files().ToList();
        var again = Again(files);
        again.Problems.ShouldBeEmpty();
        again.Files.ShouldAllBe(f => f.Path.StartsWith("topics/", StringComparison.Ordinal));
        again.Files.Select(f => f.Text).ShouldBe(files.Select(f => f.Text), ignoreOrder: true);
        TopicBot.Load(again.Files).TopicNames.ShouldBe(TopicBot.Load(files).TopicNames, ignoreOrder: true);
    }

    [Fact]
    public void Files_without_a_folder_get_the_one_of_their_kind_and_no_two_one_path()
    {
        TopicFile[] files = [new("Hello.yaml", Hello), new("a/Hello.yml", Hello), new("b.chat.yml", "x"), new("Do.yml", "kind: TaskDialog"), new("Size.yml", "# s\nkind: ClosedListEntity"),
            new("agent.mcs.yml", "kind: GptComponentMetadata"), new("../../evil.yml", Hello), new("C:\\x.yml", "y")];
        Again(files).Files.Select(f => f.Path).ShouldBe(["actions/Do.mcs.yml", "agent.mcs.yml", "entities/Size.mcs.yml", "tests/b.chat.yml", "topics/Hello.mcs.yml",
            "topics/Hello_2.mcs.yml", "topics/evil.mcs.yml", "x.mcs.yml"]);
    }

    [Fact]
    public void The_same_files_give_the_same_zip()
    {
        static byte[] Written()
        {
            var stream = new MemoryStream();
            TopicPack.WriteZip(Demo.Files(), stream);
            return stream.ToArray();
        }
        Written().ShouldBe(Written());
        using var zip = new ZipArchive(new MemoryStream(Written()));
        zip.Entries.ShouldAllBe(e => e.LastWriteTime.Year == 1980, "a clock would make two zips differ");
    }

    // ------------------------------------------------------------------ bad ones

    [Theory]
    [InlineData("../evil.yml")]
    [InlineData("a/../../evil.yml")]
    [InlineData("/etc/evil.yml")]
    [InlineData("C:/evil.yml")]
    [InlineData("..\\evil.yml")]
    [InlineData("topics//evil.yml")]
    [InlineData("topics/evil\u0001.yml")]
    public void A_path_that_leads_elsewhere_is_left_out(string path)
    {
        var read = TopicPack.ReadZip(Zip((path, Hello), ("topics/Hello.mcs.yml", Hello)));
        read.Files.Select(f => f.Path).ShouldBe(["topics/Hello.mcs.yml"]);
        read.Problems.Single().Code.ShouldBe("unsafe_path");
    }

    [Fact]
    public void A_file_that_is_packed_to_blow_up_is_left_out()
    {
        var bomb = Zip(CompressionLevel.SmallestSize, ("topics/Bomb.yml", new byte[1_900_000]), ("topics/Large.yml", [.. Enumerable.Range(0, 2_100_000).Select(i => (byte)(i * 7919 % 251))]),
            ("topics/Hello.yml", Encoding.UTF8.GetBytes(Hello)));
        var read = TopicPack.ReadZip(bomb);
        read.Files.Select(f => f.Path).ShouldBe(["topics/Hello.yml"]);
        read.Problems.Select(p => (p.Path, p.Code)).ShouldBe([("topics/Bomb.yml", "too_large"), ("topics/Large.yml", "too_large")]);
    }

    [Fact]
    public void Thousands_of_files_that_are_too_large_are_not_unpacked_one_after_another()
    {
        var large = new byte[PackLimits.FileBytesMax + 100_000];
        for (var i = 0; i < large.Length; i++) large[i] = (byte)(i * 7919 % 251);
        var read = TopicPack.ReadZip(Zip(CompressionLevel.Fastest, [.. Enumerable.Range(0, 40).Select(i => ($"topics/T{i}.yml", large))]));
        read.Files.ShouldBeEmpty();
        read.Problems.Count.ShouldBe((int)(PackLimits.TotalBytesMax / PackLimits.FileBytesMax) + 1, "one for each until there was enough, and one that says so");
        read.Problems[^1].Message.ShouldBe("There is more in the zip than is taken; the rest was left out.");
    }

    [Fact]
    public void More_files_than_a_bot_can_have_are_not_read()
    {
        var read = TopicPack.ReadZip(Zip([.. Enumerable.Range(0, PackLimits.FilesMax + 1).Select(i => ($"topics/T{i}.yml", "x"))]));
        read.Files.Count.ShouldBe(PackLimits.FilesMax);
        read.Problems.Single().Code.ShouldBe("too_large");
    }

    [Fact]
    public void What_is_no_zip_no_text_or_holds_no_topics_is_told()
    {
        TopicPack.ReadZip(new MemoryStream([1, 2, 3])).Problems.Single().Code.ShouldBe("damaged_zip");
        TopicPack.ReadZip(new MemoryStream()).Problems.Single().Code.ShouldBe("damaged_zip");
        TopicPack.ReadZip(Zip(("a.txt", "x"))).Problems.Single().Code.ShouldBe("no_topics");
        TopicPack.ReadZip(Zip(("bots/a/bot.xml", "<bot/>"), ("solution.xml", "<x/>"))).Problems.Single().Code.ShouldBe("no_topics");
        TopicPack.ReadZip(Zip(CompressionLevel.Fastest, ("a.yml", [0xFF, 0x00, 0xC3, 0x28]))).Problems.Single().Code.ShouldBe("not_text");
        TopicPack.ReadZip(Zip(("topics/A.yml", "1"), ("topics/a.yml", "2"))).Problems.Single().Code.ShouldBe("duplicate_path");
    }

    [Fact]
    public void A_damaged_zip_never_throws()
    {
        var sound = Zip([.. Demo.Files().Select(f => (f.Path, f.Text))]).ToArray();
        var chance = new Random(7);
        for (var round = 0; round < 400; round++)
        {
            var damaged = sound[..^chance.Next(round % 2 == 0 ? 1 : 200)];
            for (var hit = 0; hit < 1 + round % 12; hit++) damaged[round % 3 == 0 ? damaged.Length - 1 - chance.Next(1200) : chance.Next(damaged.Length)] = (byte)chance.Next(256);
            var read = TopicPack.ReadZip(new MemoryStream(damaged));
            (read.Files.Count + read.Problems.Count).ShouldBeGreaterThan(0);
        }
    }
}
