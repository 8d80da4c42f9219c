using System.Text;

namespace Baton.Topics;

/// <summary>Text of a file as it stands: a mark of UTF-8 at its beginning and the ends of its lines stay.</summary>
internal static class PackedText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text, or null with a problem when the bytes are none.</summary>
    public static string? Read(PackedFile file, List<TopicProblem> problems)
    {
        if (file.Bytes.Length > PackLimits.FileBytesMax)
        {
            problems.Add(PackLimits.TooLarge(file.Path));
            return null;
        }
        try
        {
            return Decoded(file.Bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            problems.Add(TopicPack.Problem(file.Path, "not_text", "The file is no text in UTF-8; it was left out."));
            return null;
        }
    }

    private static string Decoded(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xFE, .. var rest] => Encoding.Unicode.GetString(rest),
        [0xFE, 0xFF, .. var rest] => Encoding.BigEndianUnicode.GetString(rest),
        _ => Strict.GetString(bytes),
    };

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
