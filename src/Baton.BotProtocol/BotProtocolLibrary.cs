namespace Baton.BotProtocol;

/// <summary>Names this library.</summary>
public static class BotProtocolLibrary;
