namespace Baton.Tests.House;

/// <summary>Visitors who talk to the bot, two thirds of them over sockets, the others by asking again and again.</summary>
public sealed class Crowd : IAsyncDisposable
{
    public const int Usual = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly CancellationTokenSource _enough = new();
    private Task[] _talking = [];

    public List<Talker> Talkers { get; } = [];

    private int Acknowledged => Talkers.Sum(talker => talker.Acknowledged.Count);

    /// <param name="words">What each says for the n-th time; without, they thank.</param>
    public static async Task<Crowd> Gather(Uri address, int visitors = Usual, Func<int, string>? words = null)
    {
        var crowd = new Crowd();
        for (var i = 0; i < visitors; i++) crowd.Talkers.Add(await Talker.Begin(address, i, polls: i % 3 == 2));
        crowd._talking = [.. crowd.Talkers.Select(talker => talker.TalkUntil(crowd._enough.Token, words))];
        return crowd;
    }

    /// <summary>Until each has said something more, and been heard.</summary>
    public async Task TalksOn()
    {
        var before = Talkers.Select(talker => talker.Acknowledged.Count).ToArray();
        await Eventually.IsTrue(async () =>
        {
            foreach (var failed in _talking.Where(talking => talking.IsFaulted)) await failed;
            return Acknowledged > before.Sum() + Talkers.Count * 3 && Talkers.Zip(before).All(pair => pair.First.Acknowledged.Count > pair.Second);
        }, "they talk on", Patience);
    }

    public async Task FindsEverythingOnceAndInOrder()
    {
        await _enough.CancelAsync();
        await Task.WhenAll(_talking);
        foreach (var talker in Talkers) await talker.IsAnswered();
        foreach (var talker in Talkers) await talker.FindsEverythingOnceAndInOrder();
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        foreach (var talker in Talkers) await talker.DisposeAsync();
        _enough.Dispose();
    }
}
