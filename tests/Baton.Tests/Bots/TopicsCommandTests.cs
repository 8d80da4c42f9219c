using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Baton.Tests.Bots;

/// <summary>./baton topics, as somebody calls it at a shell.</summary>
public sealed class TopicsCommandTests : IDisposable
{
    private const string Chat = """
        name: Fruit
        turns:
          - say: anything
            expect: [ plums, pears ]
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("baton-topics-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_check_says_every_error_with_its_place_and_ends_with_one()
    {
        Write("bot/topics/Good.mcs.yml", BotAuthor.Topic("OnUnknownIntent", "plums"));
        (await Topics("check", "bot")).ShouldBe((0, "1 files, 0 errors, 0 warnings", ""));

        Write("bot/topics/Bad.mcs.yml", BotAuthor.Topic("OnNothingKnown", "pears"));
        Write("bot/.mcs/tool.yml", "kind: [");
        var (code, said, _) = await Topics("check", "bot");
        code.ShouldBe(1);
        said.ShouldStartWith(Path.Combine("bot", "topics/Bad.mcs.yml") + ":3:");
        said.ShouldEndWith("2 files, 1 errors, 0 warnings");

        var (jsonCode, json, _) = await Topics("check", "--json", "bot");
        jsonCode.ShouldBe(1);
        var files = JsonNode.Parse(json)!["files"]!.AsArray();
        files.Select(file => ((string)file!["path"]!, file["errors"]!.AsArray().Count)).ShouldBe([("bot/topics/Bad.mcs.yml", 1), ("bot/topics/Good.mcs.yml", 0)]);
        ((int)files[0]!["errors"]![0]!["line"]!).ShouldBe(3);
    }

    [Fact]
    public async Task Test_chats_run_and_show_what_was_expected_beside_what_came()
    {
        Write("bot/topics/Good.mcs.yml", BotAuthor.Topic("OnUnknownIntent", "plums"));
        Write("bot/fruit.chat.yml", Chat);

        var (code, said, _) = await Topics("run", "bot");

        code.ShouldBe(1);
        Lines(said).ShouldBe(
        [
            "FAILED Fruit bot/fruit.chat.yml", "       bot/fruit.chat.yml:3: The bot did not say: pears", "         you: anything", "         plums", "       - pears", "0 passed, 1 failed",
        ]);
        said.ShouldNotContain('\u001b');
        (await Topics(["run", "bot"], colour: true)).Said.ShouldContain("\u001b[31m       - pears\u001b[0m");

        Write("bot/topics/Good.mcs.yml", BotAuthor.Topic("OnUnknownIntent", "plums and pears"));
        (await Topics("run", "bot")).ShouldBe((0, "ok     Fruit bot/fruit.chat.yml\n1 passed, 0 failed", ""));
        (await Topics("run", "bot/fruit.chat.yml")).Code.ShouldBe(0, "a chat alone is run with the topics that it stands among");
        File.Delete(Path.Combine(_folder, "bot/topics/Good.mcs.yml"));
        Write("bot/topics/Good.mcs.yml", BotAuthor.Topic("OnNothingKnown", "plums and pears"));
        (await Topics("run", "bot")).Code.ShouldBe(1);
    }

    [Fact]
    public async Task The_demo_bots_own_test_chats_pass()
    {
        foreach (var name in typeof(Server).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("Contoso/", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(typeof(Server).Assembly.GetManifestResourceStream(name)!);
            Write(name, await reader.ReadToEndAsync(Ct));
        }

        var (code, said, _) = await Topics("run", "Contoso");

        code.ShouldBe(0, said);
        said.ShouldEndWith("6 passed, 0 failed");
    }

    [Fact]
    public async Task Without_test_chats_or_when_asked_one_chats_with_the_bot()
    {
        Write("bot/Start.mcs.yml", BotAuthor.Topic("OnConversationStart", "Hello"));
        Write("bot/Good.mcs.yml", BotAuthor.Topic("OnUnknownIntent", "\"You said {System.Activity.Text}\""));

        var (code, said, _) = await Topics(["run", "bot"], input: "plums\n/trace\npears\n");

        code.ShouldBe(0);
        said.ShouldContain("bot: Hello");
        said.ShouldContain("bot: You said plums");
        said.ShouldContain("-- Good.mcs.yml:6 say\nbot: You said pears");

        Write("bot/fruit.chat.yml", Chat);
        (await Topics(["run", "--chat", "bot"], input: "figs\n")).Said.ShouldContain("bot: You said figs");
    }

    [Fact]
    public async Task A_folder_goes_out_as_a_workspace_and_comes_back_letter_for_letter()
    {
        var text = BotAuthor.Topic("OnUnknownIntent", "plums   # and a remark") + "\r\n\r\n";
        Write("bot/topics/Good.mcs.yml", text);
        Write("bot/fruit.chat.yml", Chat);

        (await Topics("export", "bot", "bot.zip")).Code.ShouldBe(0);
        using (var zip = ZipFile.OpenRead(Path.Combine(_folder, "bot.zip"))) zip.Entries.Select(entry => entry.FullName).ShouldContain("topics/Good.mcs.yml");
        (await Topics("check", "bot.zip")).Code.ShouldBe(0);
        (await Topics("import", "bot.zip", "again")).Code.ShouldBe(0);

        (await File.ReadAllTextAsync(Path.Combine(_folder, "again/topics/Good.mcs.yml"), Ct)).ShouldBe(text);

        // What is there already is not lost.
        Write("again/topics/Good.mcs.yml", "mine");
        var refused = await Topics("import", "bot.zip", "again");
        refused.Code.ShouldBe(1);
        refused.Wrong.ShouldContain("is there already");
        (await File.ReadAllTextAsync(Path.Combine(_folder, "again/topics/Good.mcs.yml"), Ct)).ShouldBe("mine");
        (await Topics("import", "--force", "bot.zip", "again")).Code.ShouldBe(0);
        (await Topics("export", "bot", "bot.zip")).Wrong.ShouldContain("is replaced", customMessage: "a zip that is there");
        (await Topics("export", "--force", "bot", "bot.zip")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_topic_is_drawn_as_a_picture()
    {
        Write("bot/topics/Good.mcs.yml", BotAuthor.Topic("OnUnknownIntent", "plums"));
        Write("bot/topics/Start.mcs.yml", BotAuthor.Topic("OnConversationStart", "pears"));

        var one = XElement.Parse((await Topics("graph", "bot/topics/Good.mcs.yml")).Said);
        one.Name.LocalName.ShouldBe("svg");
        one.Value.ShouldContain("plums");

        (await Topics("graph", "bot/topics/Start.mcs.yml", "-o", "start.svg")).Code.ShouldBe(0);
        XElement.Load(Path.Combine(_folder, "start.svg")).Value.ShouldContain("pears");
        (await Topics("graph", "bot", "-o", "all")).Code.ShouldBe(0);
        Directory.GetFiles(Path.Combine(_folder, "all")).Length.ShouldBe(2);
        (await Topics("graph", "bot")).Code.ShouldBe(1);
    }

    [Fact]
    public async Task What_it_does_not_understand_it_says_and_ends_with_one()
    {
        foreach (var arguments in new string[][] { [], ["check"], ["check", "--jason", "bot"], ["import", "one"], ["dance"], ["check", "nowhere"], ["run", "nowhere"], ["import", "nowhere.zip", "x"], ["graph", "nowhere"] })
        {
            var (code, said, wrong) = await Topics(arguments);
            (code, said).ShouldBe((1, ""), string.Join(' ', arguments));
            wrong.ShouldNotBeEmpty();
            wrong.ShouldNotContain("   at Baton", customMessage: "no stack of calls");
        }
        Write("broken.zip", "no zip");
        (await Topics("import", "broken.zip", "x")).Wrong.ShouldContain("no zip");
        (await Topics("check", "broken.zip")).Code.ShouldBe(1);
        (await Topics("help")).Code.ShouldBe(0);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string[] Lines(string text) => text.Split('\n');

    private void Write(string path, string text)
    {
        var whole = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        File.WriteAllText(whole, text);
    }

    private Task<(int Code, string Said, string Wrong)> Topics(params string[] arguments) => Topics(arguments, colour: false);

    private async Task<(int Code, string Said, string Wrong)> Topics(string[] arguments, bool colour = false, string input = "")
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Server).Assembly.Location, "topics", .. arguments])
        {
            WorkingDirectory = _folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment.Remove("NO_COLOR");
        start.Environment["FORCE_COLOR"] = colour ? "1" : "";
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (said, wrong) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, (await said).ReplaceLineEndings("\n").TrimEnd('\n'), (await wrong).ReplaceLineEndings("\n").TrimEnd('\n'));
    }
}
