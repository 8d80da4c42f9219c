namespace Baton.Topics.Tests.Nodes;

public sealed class AttachmentTests
{
    [Fact]
    public void An_attachment_written_out_as_channels_take_it_is_sent_as_it_stands()
    {
        var chat = One.Go("""
            - kind: SendActivity
              id: a
              activity:
                attachments:
                  - contentType: application/vnd.microsoft.card.hero
                    content:
                      title: Stock
                      buttons:
                        - {type: imBack, title: Check, value: check the stock}
                  - contentType: image/png
                    contentUrl: https://contoso.example/a.png
                    name: a.png
            """);
        chat.Last.Says.ShouldHaveSingleItem().Attachments.ShouldBe(
        [
            new SayAttachment("application/vnd.microsoft.card.hero",
                """{"title":"Stock","buttons":[{"type":"imBack","title":"Check","value":"check the stock"}]}"""),
            new SayAttachment("image/png", null, "https://contoso.example/a.png", "a.png"),
        ]);
    }

    [Fact]
    public void An_attachment_of_no_kind_is_refused_with_its_place()
    {
        var problem = TopicCheck.Run([new TopicFile("A.mcs.yml", One.Topic("A", "a", "- kind: SendActivity\n  id: a\n  activity:\n    attachments:\n      - title: Stock\n"))])
            .Problems.ShouldHaveSingleItem();
        (problem.Line, problem.Message).ShouldBe((15, "The attachment has neither a 'kind' nor a 'contentType'."));
    }
}
