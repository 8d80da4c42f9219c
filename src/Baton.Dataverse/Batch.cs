using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Dataverse;

/// <summary>
/// Several requests sent as one. Changes that follow each other are one change set: all of them are carried out, or none. A read between
/// them parts two sets. At most 1,000 requests.
/// </summary>
public sealed class Batch
{
    private const int RequestsMax = 1_000;
    private readonly List<Part> _parts = [];

    public int Count => _parts.Count;

    /// <summary>Go on after an error; the answers then tell which failed. Otherwise the first error is thrown.</summary>
    public bool ContinueOnError { get; init; }

    /// <summary>Reads; the answer's row holds what came.</summary>
    public void Read(Query query) => Add(new Part("GET", query.ToAddress(), null));

    /// <summary>Creates, and gives the reference by which later changes of the same set mean the new record: <c>$1</c>.</summary>
    public string Create(string set, JsonObject fields) => Add(new Part("POST", set, fields));

    /// <summary>Creates a record with an id of the caller's choice, unless it is there.</summary>
    public string Create(string set, Guid id, JsonObject fields) => Add(new Part("PATCH", $"{set}({id:D})", fields, "If-None-Match: *"));

    public void Update(string set, Guid id, JsonObject fields, string ifMatch = "*") => Add(new Part("PATCH", $"{set}({id:D})", fields, $"If-Match: {ifMatch}"));

    /// <summary>Changes a record that an earlier change of this set makes, by its reference.</summary>
    public void Update(string reference, JsonObject fields) => Add(new Part("PATCH", reference, fields));

    public void Delete(string set, Guid id) => Add(new Part("DELETE", $"{set}({id:D})", null));

    public void Action(string name, JsonObject parameters) => Add(new Part("POST", name, parameters));

    private string Add(Part part)
    {
        if (_parts.Count == RequestsMax) throw new InvalidOperationException($"A batch holds no more than {RequestsMax} requests.");
        _parts.Add(part);
        return $"${_parts.Count.ToString(CultureInfo.InvariantCulture)}";
    }

    internal bool OnlyReads => _parts.TrueForAll(part => part.Method == "GET");

    // Every line ends with CR LF; Dataverse refuses a batch whose lines don't.
    internal byte[] Write(string path, string boundary)
    {
        var text = new StringBuilder();
        for (var i = 0; i < _parts.Count;)
        {
            text.Append("--").Append(boundary).Append("\r\n");
            if (_parts[i].Method == "GET")
            {
                One(text, path, _parts[i++], null);
                continue;
            }
            var set = $"changes{i}_{boundary}";
            text.Append("Content-Type: multipart/mixed; boundary=").Append(set).Append("\r\n\r\n");
            for (; i < _parts.Count && _parts[i].Method != "GET"; i++)
            {
                text.Append("--").Append(set).Append("\r\n");
                One(text, path, _parts[i], i + 1);
            }
            text.Append("--").Append(set).Append("--\r\n");
        }
        return Encoding.UTF8.GetBytes(text.Append("--").Append(boundary).Append("--\r\n").ToString());
    }

    private static void One(StringBuilder text, string path, Part part, int? id)
    {
        text.Append("Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n");
        if (id is not null) text.Append("Content-ID: ").Append(id).Append("\r\n");
        text.Append("\r\n").Append(part.Method).Append(' ').Append(part.Address.StartsWith('$') ? "" : path).Append(part.Address).Append(" HTTP/1.1\r\n");
        text.Append("Accept: application/json\r\nPrefer: odata.include-annotations=\"*\"\r\n");
        if (part.Condition is not null) text.Append(part.Condition).Append("\r\n");
        if (part.Body is not null) text.Append("Content-Type: application/json\r\n");
        text.Append("\r\n").Append(part.Body?.ToJsonString()).Append("\r\n");
    }

    internal sealed record Part(string Method, string Address, JsonObject? Body, string? Condition = null);
}

/// <summary>What came of one request of a batch.</summary>
public sealed record BatchAnswer
{
    public required int Status { get; init; }

    /// <summary>What was read, or what an action gave back.</summary>
    public Row Row { get; init; }

    /// <summary>The id of the record that was created or changed.</summary>
    public Guid? Id { get; init; }
    public DataverseError? Error { get; init; }

    // The parts of change sets stand between boundaries of their own; whatever is between two boundaries and has a status line is an answer.
    internal static List<BatchAnswer> Read(string text)
    {
        var answers = new List<BatchAnswer>();
        foreach (var piece in text.Split("\r\n--"))
        {
            var at = piece.IndexOf("HTTP/1.1 ", StringComparison.Ordinal);
            if (at < 0) continue;
            var answer = piece[at..];
            var head = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var headers = head < 0 ? answer : answer[..head];
            var body = head < 0 ? "" : answer[(head + 4)..].Trim();
            answers.Add(Of(int.Parse(headers.AsSpan(9, 3), CultureInfo.InvariantCulture), headers, body));
        }
        return answers;
    }

    private static BatchAnswer Of(int status, string headers, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        if (status >= 400)
        {
            var (code, message) = Outgoing.ErrorIn(bytes);
            return new BatchAnswer { Status = status, Error = new DataverseError(code ?? $"http_{status}", status, message ?? $"HTTP {status}") };
        }
        var entity = headers.Split("\r\n").FirstOrDefault(line => line.StartsWith("OData-EntityId:", StringComparison.OrdinalIgnoreCase));
        var open = entity?.LastIndexOf('(') ?? -1;
        return new BatchAnswer
        {
            Status = status, Row = body.StartsWith('{') ? new Row(JsonDocument.Parse(bytes).RootElement) : default,
            Id = open >= 0 && Guid.TryParse(entity![(open + 1)..].TrimEnd(')', ' '), out var id) ? id : null,
        };
    }
}
