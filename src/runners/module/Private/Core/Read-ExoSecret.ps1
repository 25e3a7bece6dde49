function Read-ExoSecret {
    <#
    .SYNOPSIS
        Asks the runner for the secret of this step and keeps it in the module: no output, no parameter, no variable of
        the environment.
    .DESCRIPTION
        The line is sent only after it was asked for, so that PowerShell itself, which reads its commands from the same
        input, never takes it for one: it would be logged.
    #>
    [CmdletBinding()]
    param()
    $mark = "##exo:$($script:ExoCorrelationId):secret "
    [Console]::Out.WriteLine("`n##exo:$($script:ExoCorrelationId):secret-wanted {}")
    [Console]::Out.Flush()
    # Before it may stand what node-powershell wrote behind the command; a wrong line must not make this wait for ever.
    foreach ($attempt in 1..16) {
        $line = [Console]::In.ReadLine()
        if ($null -eq $line) { break }
        if ($line.StartsWith($mark, [StringComparison]::Ordinal)) {
            $script:ExoSecret = $line.Substring($mark.Length)
            return
        }
    }
    throw (New-ExoFailure -Code 'secret-missing' -Message "The secret of this step did not arrive (line $attempt).")
}
