using System.Net;
using System.Text;

namespace Baton.Sandbox.Tests.Properties;

/// <summary>All or nothing, and nobody's change is lost.</summary>
public sealed class ConcurrencyTests(SandboxFixture sandbox, ITestOutputHelper output) : IClassFixture<SandboxFixture>
{
    private const int Writers = 8;
    private const int ChangesEach = 12;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_set_comes_whole_or_not_at_all_wherever_it_fails()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var chance = new Random(seed);
        for (var n = 0; n < 20; n++)
        {
            var (size, name) = (chance.Next(1, 8), $"Set {seed} {n}");
            var failing = chance.Next(2) == 0 ? chance.Next(size) : (int?)null;
            var parts = Enumerable.Range(0, size).Select(i => i == failing
                ? Bad(chance, i) : Part(i, "POST", "accounts", $$"""{"name":"{{name}}","telephone1":"{{i}}"}"""));

            var status = await SendSet(parts);

            var there = (await sandbox.Get($"accounts?$filter=name eq '{name}'&$count=true"))["@odata.count"]!.GetValue<int>();
            there.ShouldBe(failing is null ? size : 0, $"seed {seed}, set {n}: {size} changes, failing {failing}");
            status.ShouldBe(failing is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Nobodys_change_is_lost_when_all_send_the_version_that_they_read()
    {
        var id = await sandbox.Create("accounts", new { name = "Counted", numberofemployees = 0 });
        var refused = 0;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            for (var done = 0; done < ChangesEach;)
            {
                var row = await sandbox.Get($"accounts({id})?$select=numberofemployees");
                using var answer = await sandbox.Send("PATCH", $"accounts({id})", new { numberofemployees = row["numberofemployees"]!.GetValue<int>() + 1 },
                    ("If-Match", row["@odata.etag"]!.GetValue<string>()));
                if (answer.StatusCode == HttpStatusCode.NoContent) done++;
                else
                {
                    answer.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
                    Interlocked.Increment(ref refused);
                }
            }
        }));
        (await sandbox.Get($"accounts({id})?$select=numberofemployees"))["numberofemployees"]!.GetValue<int>().ShouldBe(Writers * ChangesEach);
        refused.ShouldBeGreaterThan(0, "eight at once must have met each other");
    }

    [Fact]
    public async Task One_of_many_creates_and_the_others_are_told()
    {
        var id = Guid.NewGuid();
        var answers = await Task.WhenAll(Enumerable.Range(0, Writers).Select(async n =>
        {
            using var answer = await sandbox.Send("PATCH", $"accounts({id})", new { name = $"Racer {n}" }, ("If-None-Match", "*"));
            return answer.StatusCode;
        }));
        answers.Count(status => status == HttpStatusCode.NoContent).ShouldBe(1);
        answers.Count(status => status == HttpStatusCode.PreconditionFailed).ShouldBe(Writers - 1);
    }

    private static string Bad(Random chance, int i) => chance.Next(4) switch
    {
        0 => Part(i, "POST", "accounts", """{"name":"x","nonsense":1}"""),
        1 => Part(i, "PATCH", $"accounts({Guid.NewGuid()})", """{"name":"x"}""", "If-Match: *\r\n"),
        2 => Part(i, "POST", "incidents", """{"title":"without a customer"}"""),
        _ => Part(i, "POST", "contacts", """{"lastname":"x","parentcustomerid_account@odata.bind":"$99"}"""),
    };

    private static string Part(int i, string method, string path, string body, string headers = "") =>
        $"--set\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: {i + 1}\r\n\r\n"
            + $"{method} /api/data/v9.2/{path} HTTP/1.1\r\nContent-Type: application/json\r\n{headers}\r\n{body}\r\n";

    private async Task<HttpStatusCode> SendSet(IEnumerable<string> parts)
    {
        var body = $"--batch\r\nContent-Type: multipart/mixed; boundary=set\r\n\r\n{string.Concat(parts)}--set--\r\n--batch--\r\n";
        using var request = new HttpRequestMessage(HttpMethod.Post, "$batch") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "multipart/mixed; boundary=batch");
        using var answer = await sandbox.Http.SendAsync(request, Ct);
        return answer.StatusCode;
    }
}
