using System.Text;
using Baton.Plumbing;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;
using UglyToad.PdfPig.Exceptions;

namespace Baton.Bots.Knowledge;

/// <summary>What a file says: its words as Markdown, its own title where it has one, and what kind it is.</summary>
internal sealed record Upload(string Source, string? Title, string Text);

/// <summary>Reads files that are uploaded as articles. What a file is follows from its content, whatever it is called.</summary>
internal static class Uploads
{
    public const int BytesMax = 5 * 1024 * 1024;
    private const int PagesMax = 300;
    private const int TextLengthMax = 500_000;

    private static readonly byte[] PdfMark = "%PDF-"u8.ToArray();
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Upload Read(byte[] bytes, string? name, CancellationToken ct)
    {
        if (bytes.Length == 0) throw Refusal.Invalid("invalid_file", "The file is empty.");
        if (bytes.AsSpan(0, Math.Min(bytes.Length, 1024)).IndexOf(PdfMark) >= 0) return Sound(Pdf(bytes, ct));
        var text = Words(bytes);
        var start = text.AsSpan(0, Math.Min(text.Length, 500)).TrimStart();
        if (start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || start.Contains("<html", StringComparison.OrdinalIgnoreCase)
            || start.Contains("<body", StringComparison.OrdinalIgnoreCase))
        {
            var (title, markdown) = Html.ToMarkdown(text);
            return Sound(new Upload("html", title, markdown));
        }
        var isMarkdown = name?.EndsWith(".md", StringComparison.OrdinalIgnoreCase) == true || name?.EndsWith(".markdown", StringComparison.OrdinalIgnoreCase) == true;
        var heading = text.ReplaceLineEndings("\n").Split('\n').FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal));
        return Sound(new Upload(isMarkdown || heading is not null ? "markdown" : "text", heading?[2..].Trim(), text.Trim()));
    }

    private static Upload Sound(Upload read)
    {
        // Half a letter, as broken fonts give them, is no letter: nothing after us takes it.
        var upload = read with { Title = read.Title is null ? null : Whole(read.Title), Text = Whole(read.Text) };
        if (upload.Text.Length > TextLengthMax) throw Refusal.TooLong($"An article has at most {TextLengthMax:N0} characters. Split it.");
        return upload.Text.Length > 0 ? upload : throw Refusal.Invalid("invalid_file", "There are no words in the file. A scanned PDF holds only pictures of them.");
    }

    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string Words(byte[] bytes)
    {
        try
        {
            var text = Strict.GetString(bytes).TrimStart('\uFEFF');
            if (!text.Contains('\0', StringComparison.Ordinal)) return text;
        }
        catch (DecoderFallbackException)
        {
            // Neither is it text in UTF-8: what follows is what is said of all that we can't read.
        }
        throw Refusal.Invalid("invalid_file", "An article is a PDF, or a text in UTF-8: plain, Markdown or HTML.");
    }

    private static Upload Pdf(byte[] bytes, CancellationToken ct)
    {
        try
        {
            using var document = PdfDocument.Open(bytes, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true });
            if (document.NumberOfPages > PagesMax) throw Refusal.TooLong($"A PDF has at most {PagesMax} pages. Split it.");
            var text = new StringBuilder();
            for (var page = 1; page <= document.NumberOfPages && text.Length <= TextLengthMax; page++)
            {
                ct.ThrowIfCancellationRequested();
                text.AppendLine(ContentOrderTextExtractor.GetText(document.GetPage(page), addDoubleNewline: true).Replace("\0", "", StringComparison.Ordinal)).AppendLine();
            }
            return new Upload("pdf", string.IsNullOrWhiteSpace(document.Information.Title) ? null : document.Information.Title.Trim(), text.ToString().Trim());
        }
        catch (PdfDocumentEncryptedException)
        {
            throw Refusal.Invalid("invalid_file", "The PDF has a password. Save it without one.");
        }
        catch (Exception broken) when (broken is PdfDocumentFormatException or InvalidOperationException or ArgumentException or FormatException or InvalidDataException
            or KeyNotFoundException or IndexOutOfRangeException or NullReferenceException or OverflowException or NotSupportedException or InvalidCastException or EndOfStreamException)
        {
            throw Refusal.Invalid("invalid_file", "The PDF is broken and can't be read.");
        }
    }
}
