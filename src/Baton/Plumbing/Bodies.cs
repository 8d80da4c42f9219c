namespace Baton.Plumbing;

/// <summary>
/// Reads the body of a request that may be so long and no longer. A longer one is refused in words that arrive: the server's own limit hangs up while the caller still
/// sends, and their program sees a broken connection instead; within that limit, what is not read here is taken in and thrown away before the connection is used again.
/// </summary>
internal static class Bodies
{
    public static async Task<byte[]> Read(HttpContext http, int bytesMax, CancellationToken ct)
    {
        if (http.Request.ContentLength > bytesMax) throw TooLong(bytesMax);
        using var whole = new MemoryStream();
        var piece = new byte[16 * 1024];
        for (int read; (read = await http.Request.Body.ReadAsync(piece, ct)) > 0;)
        {
            if (whole.Length + read > bytesMax) throw TooLong(bytesMax);
            whole.Write(piece, 0, read);
        }
        return whole.ToArray();
    }

    private static Refusal TooLong(int bytesMax) => Refusal.TooLong($"This takes at most {bytesMax:N0} bytes.");
}
