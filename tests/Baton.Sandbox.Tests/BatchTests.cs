using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Baton.Sandbox.Tests;

public sealed class BatchTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    public static string ChangeSet(params (string Method, string Path, string Body)[] operations)
    {
        var text = new StringBuilder("--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n");
        var number = 1;
        foreach (var (method, path, body) in operations)
            text.Append($"--c\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: {number++}\r\n\r\n")
                .Append($"{method} /api/data/v9.2/{path} HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{body}\r\n");
        return text.Append("--c--\r\n").ToString();
    }

    public static string Get(string path) =>
        $"--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nGET /api/data/v9.2/{path} "
            + $"HTTP/1.1\r\nAccept: application/json\r\n\r\n\r\n";

    public static async Task<HttpResponseMessage> Post(SandboxFixture sandbox, string parts, string? prefer = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "$batch") {
            Content = new StringContent($"{parts}--b--\r\n", Encoding.UTF8) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/mixed; boundary=b");
        if (prefer is not null) request.Headers.Add("Prefer", prefer);
        return await sandbox.Http.SendAsync(request);
    }

    private async Task<int> Count(string lastName) =>
        (await sandbox.Get($"contacts?$select=fullname&$filter=lastname eq '{lastName}'"))["value"]!.AsArray().Count;

    [Fact]
    public async Task A_change_set_is_done_as_a_whole_and_refers_to_itself()
    {
        using var response = await Post(sandbox, ChangeSet(
            ("POST", "accounts", """{"name":"Batch Ltd"}"""),
            ("POST", "contacts", """{"lastname":"InBatch","description":"costs $1","parentcustomerid_account@odata.bind":"$1"}"""),
            ("PATCH", "$2", """{"jobtitle":"Tester"}""")));
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        text.ShouldContain("--changesetresponse_");
        text.ShouldContain("Content-ID: 2");
        text.Split("HTTP/1.1 204 No Content").Length.ShouldBe(4);
        var row = (await sandbox.Get("contacts?$select=jobtitle,description&$filter=lastname eq "
            + "'InBatch'&$expand=parentcustomerid_account($select=name)"))["value"]![0]!;
        row["parentcustomerid_account"]!["name"]!.GetValue<string>().ShouldBe("Batch Ltd");
        row["jobtitle"]!.GetValue<string>().ShouldBe("Tester");
        row["description"]!.GetValue<string>().ShouldBe("costs $1");
    }

    [Fact]
    public async Task A_failing_change_set_leaves_nothing_behind()
    {
        using var response = await Post(sandbox, ChangeSet(
            ("POST", "contacts", """{"lastname":"Ghost"}"""),
            ("POST", "contacts", """{"lastname":"Ghost","nonsense":1}""")));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        text.ShouldContain("Invalid property 'nonsense'");
        text.ShouldContain("REQ_ID: ");
        (await Count("Ghost")).ShouldBe(0);
    }

    [Theory]
    [InlineData(null, 400, 1)]
    [InlineData("odata.continue-on-error", 200, 2)]
    public async Task The_first_failure_stops_a_batch_unless_told_to_go_on(string? prefer, int status, int answers)
    {
        using var response = await Post(sandbox, Get("nowhere") + Get("WhoAmI"), prefer);
        ((int)response.StatusCode).ShouldBe(status);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("HTTP/1.1 ").Length.ShouldBe(answers + 1);
    }

    [Fact]
    public async Task An_unknown_content_id_is_named()
    {
        using var response = await Post(sandbox,
            ChangeSet(("POST", "contacts", """{"lastname":"X","parentcustomerid_account@odata.bind":"$9"}""")));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .ShouldContain("Content-ID Reference: '$9' does not exist in the batch context.");
    }

    [Fact]
    public async Task Lines_that_end_without_a_carriage_return_are_refused()
    {
        using var response = await Post(sandbox, Get("WhoAmI").Replace("\r\n", "\n"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }
}
