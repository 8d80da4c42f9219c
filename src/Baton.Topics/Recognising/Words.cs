using System.Globalization;
using System.Text;

namespace Baton.Topics;

/// <summary>Words made comparable: small letters, no accents, no punctuation; stems; likeness by groups of letters.</summary>
internal static class Words
{
    /// <summary>Small letters and digits with single blanks between words.</summary>
    public static string Normal(string text)
    {
        var made = new StringBuilder(text.Length);
        foreach (var c in Accents.Removed(text))
        {
            if (char.IsLetterOrDigit(c)) made.Append(char.ToLowerInvariant(c));
            else if (c is '\'' or '’' or '`' || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;
            else if (made.Length > 0 && made[^1] != ' ') made.Append(' ');
        }
        if (made.Length > 0 && made[^1] == ' ') made.Length--;
        return made.ToString();
    }

    /// <summary>An English word without its commonest endings, so that "orders" and "ordering" meet "order".</summary>
    public static string Stem(string word)
    {
        if (word.Length <= 3) return word;
        if (word.EndsWith("ies", StringComparison.Ordinal) && word.Length > 4) return word[..^3] + "y";
        if (word.EndsWith("sses", StringComparison.Ordinal)) return word[..^2];
        if (word.EndsWith("ing", StringComparison.Ordinal) && word.Length > 5) return Undouble(word[..^3]);
        if (word.EndsWith("ed", StringComparison.Ordinal) && word.Length > 4) return Undouble(word[..^2]);
        if (word.EndsWith("es", StringComparison.Ordinal) && word.Length > 4
            && word[^3] is 'h' or 's' or 'x' or 'z' or 'o') return word[..^2];
        if (word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i')) return DropE(word[..^1]);
        return DropE(word);
    }

    private static string Undouble(string stem) =>
        stem.Length > 3 && stem[^1] == stem[^2] && (stem[^1] is not ('l' or 's' or 'z') || IsWeakEll(stem)) ? stem[..^1] : DropE(stem);

    // "cancelled" and "travelling" double a letter that "cancel" has once; "called", "selling" and "installed" do not.
    private static bool IsWeakEll(string stem) => stem.Length > 5 && stem.EndsWith("ell", StringComparison.Ordinal);

    private static string DropE(string word) => word.Length > 4 && word[^1] == 'e' ? word[..^1] : word;

    /// <summary>How alike two words look, from 0 to 1: the share of pairs of letters that they have in common.</summary>
    public static double Likeness(string one, string two)
    {
        if (one == two) return 1;
        if (one.Length < 2 || two.Length < 2) return 0;
        return IsSwapped(one, two) ? SwapLikeness : Likeness(Pairs(one), Pairs(two));
    }

    /// <summary>The share of pairs that two words have in common.</summary>
    public static double Likeness(int[] left, int[] right)
    {
        var (i, j, same) = (0, 0, 0);
        while (i < left.Length && j < right.Length)
        {
            if (left[i] == right[j]) { same++; i++; j++; }
            else if (left[i] < right[j]) i++;
            else j++;
        }
        return 2.0 * same / (left.Length + right.Length);
    }

    // Two neighbours in the wrong order, the commonest slip, spoil three pairs of letters.
    public const double SwapLikeness = 0.9;
    private const int SwapLettersMin = 4;

    /// <summary>Whether the words are one but for two neighbouring letters in the wrong order.</summary>
    public static bool IsSwapped(string one, string two)
    {
        if (one.Length != two.Length || one.Length < SwapLettersMin) return false;
        var i = 0;
        while (i < one.Length - 1 && one[i] == two[i]) i++;
        return i < one.Length - 1 && one[i] == two[i + 1] && one[i + 1] == two[i]
            && one.AsSpan(i + 2).SequenceEqual(two.AsSpan(i + 2));
    }

    /// <summary>The pairs of neighbouring letters, in order of their codes, with a mark at both ends so that these weigh more than
    /// middles.</summary>
    public static int[] Pairs(string word)
    {
        var pairs = new int[word.Length + 1];
        pairs[0] = '^' << 16 | word[0];
        for (var i = 1; i < word.Length; i++) pairs[i] = word[i - 1] << 16 | word[i];
        pairs[^1] = word[^1] << 16 | '$';
        Array.Sort(pairs);
        return pairs;
    }
}
