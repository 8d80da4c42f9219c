using System.Buffers;
using System.Text.Json;

namespace Baton.Sandbox.WebApi;

/// <summary>What an operation answers.</summary>
internal sealed record Answer
{
    public const string JsonType = "application/json; odata.metadata=minimal";

    private static readonly JsonWriterOptions Writing =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public required int Status { get; init; }
    public ReadOnlyMemory<byte> Body { get; init; }
    public string? ContentType { get; init; }
    public List<(string Name, string Value)> Headers { get; init; } = [];

    public static Answer NoContent() => new() { Status = 204 };

    public static Answer Json(int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Writing)) write(json);
        return new Answer { Status = status, Body = buffer.WrittenMemory, ContentType = JsonType };
    }

    public static Answer Text(string text, string contentType) =>
        new() { Status = 200, Body = System.Text.Encoding.UTF8.GetBytes(text), ContentType = contentType };

    public Answer With(string header, string value)
    {
        Headers.Add((header, value));
        return this;
    }

    /// <summary>Repeats the preferences that were applied.</summary>
    public Answer Applying(WebApiRequest request) =>
        request.Preferences.Applied.Count == 0 ? this : With("Preference-Applied", string.Join(", ", request.Preferences.Applied));

    public static Answer Of(Fault fault, Preferences? preferences = null)
    {
        var answer = Json(fault.Status, json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("code", fault.Code);
            json.WriteString("message", fault.Message);
            if (preferences is not null && preferences.Wants("Microsoft.PowerApps.CDS.HelpLink"))
            {
                json.WriteString("@Microsoft.PowerApps.CDS.ErrorDetails.HttpStatusCode",
                    fault.Status.ToString(System.Globalization.CultureInfo.InvariantCulture));
                json.WriteString("@Microsoft.PowerApps.CDS.ErrorDetails.OperationStatus", "0");
                json.WriteString("@Microsoft.PowerApps.CDS.ErrorDetails.SubErrorCode", "2147220891");
                json.WriteString("@Microsoft.PowerApps.CDS.TraceText", "");
                json.WriteString("@Microsoft.PowerApps.CDS.HelpLink",
                    $"http://go.microsoft.com/fwlink/?LinkID=398563&error=Microsoft.Crm.CrmException%3a{fault.Code}");
                json.WriteString("@Microsoft.PowerApps.CDS.InnerError.Message", fault.Message);
            }
            json.WriteEndObject();
            json.WriteEndObject();
        });
        return fault.RetryAfterSeconds is { } seconds
            ? answer.With("Retry-After", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture))
            : answer;
    }
}
