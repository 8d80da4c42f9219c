using System.Xml.Linq;

namespace Baton.Topics.Tests.Authoring;

public sealed class MapPictureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static TheoryData<string> Topics => [.. Demo.Files().Select(f => f.Path)];

    private static TopicMap Map(string path) => TopicDraft.Read(Demo.Files()).Topics.Single(t => t.Path == path);

    [Theory]
    [MemberData(nameof(Topics))]
    public void A_picture_is_sound_always_the_same_and_shows_every_node(string path)
    {
        var map = Map(path);
        var picture = XDocument.Parse(map.ToSvg()).Root!;
        map.ToSvg().ShouldBe(Map(path).ToSvg());
        picture.Descendants(Svg + "g").Select(g => (string?)g.Attribute("data-node")).OfType<string>().ShouldBe(map.Nodes.Select(n => n.Id), ignoreOrder: true);
        picture.Attribute("width")!.Value.ShouldNotBe("0");
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void No_box_lies_on_another_or_outside_and_ways_lead_down(string path)
    {
        var layout = MapLayout.Of(Map(path));
        var boxes = layout.Boxes.ToList();
        foreach (var box in boxes)
        {
            (box.X - box.Width / 2).ShouldBeGreaterThanOrEqualTo(0);
            (box.X + box.Width / 2).ShouldBeLessThanOrEqualTo(layout.Width);
            box.Foot.ShouldBeLessThanOrEqualTo(layout.Height);
            boxes.ShouldNotContain(other => other != box && Math.Abs(other.X - box.X) < (other.Width + box.Width) / 2 - 0.01
                && Math.Abs(other.Y - box.Y) < (other.Height + box.Height) / 2);
        }
        foreach (var line in layout.Lines.Where(l => !l.IsAside)) line.Through.Zip(line.Through.Skip(1)).ShouldAllBe(step => step.Second.Top > step.First.Foot);
    }

    [Fact]
    public void Those_who_cannot_see_it_are_told_what_leads_where()
    {
        var picture = XDocument.Parse(Map("OrderStatus.mcs.yml").ToSvg()).Root!;
        ((string)picture.Attribute("role")!).ShouldBe("img");
        ((string)picture.Attribute("aria-labelledby")!).Split(' ').ShouldBe(picture.Elements().Take(2).Select(e => (string)e.Attribute("id")!));
        picture.Element(Svg + "title")!.Value.ShouldBe("Topic Order status");
        picture.Element(Svg + "desc")!.Value.ShouldContain("contoso_assistant.topic.Escalate) leads to Escalate; End.");
    }

    [Fact]
    public void Odd_characters_and_formulas_do_no_harm()
    {
        var file = new TopicFile("A.mcs.yml", One.Topic("A", "a", "- {kind: SendActivity, id: '<&\"', activity: \"<script>\\u0001\\uFFFF \\U0001F600 &amp; {1 < 2}\"}"));
        XDocument.Parse(TopicDraft.Read([file]).Topics[0].ToSvg()).Root!.Value.ShouldContain("<script> \U0001F600 &amp;");
    }

    [Fact]
    public void A_topic_of_many_branches_and_leaps_is_drawn_too()
    {
        var nodes = string.Concat(Enumerable.Range(0, 400).Select(i =>
            $"- {{kind: IfCondition, id: n{i}, condition: true, actions: [{{kind: GotoAction, id: g{i}, actionId: n{i * 7 % 400}}}]}}\n"));
        var map = TopicDraft.Read([new TopicFile("A.mcs.yml", One.Topic("A", "a", nodes))]).Topics[0];
        map.Nodes.Count.ShouldBe(801);
        XDocument.Parse(map.ToSvg()).Root!.Descendants(Svg + "path").Count().ShouldBeGreaterThan(800);
    }
}
