namespace Baton.Topics.Tests.Recognising;

/// <summary>Letters are compared without their accents, also where the program has no table of cultures.</summary>
public sealed class AccentsTests
{
    [Theory]
    [InlineData("café", "cafe")]
    [InlineData("Gewährleistung", "Gewahrleistung")]
    [InlineData("Où êtes-vous, Zoë?", "Ou etes-vous, Zoe?")]
    [InlineData("Việt Nam", "Viet Nam")]
    [InlineData("e\u0301te\u0301", "ete")]
    [InlineData("straße, smørrebrød", "straße, smørrebrød")]
    [InlineData("返品 ok", "返品 ok")]
    [InlineData("plain", "plain")]
    public void Accents_are_left_out_and_nothing_else(string text, string plain) => Accents.Removed(text).ShouldBe(plain);
}
